"""Every page of the quantitative profile under its one blueprint."""

from profiling.assessment.views import official as _official  # noqa: F401 - brings its page
from profiling.assessment.views import profile_history as _history  # noqa: F401 - brings its page
from profiling.assessment.views.profile import profile as profile
