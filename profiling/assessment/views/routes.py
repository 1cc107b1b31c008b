"""Every page of the assessment under its one blueprint."""

from profiling.assessment.views import assess as _assess  # noqa: F401 - brings its pages
from profiling.assessment.views import explain as _explain  # noqa: F401 - brings its pages
from profiling.assessment.views import printing as _printing  # noqa: F401 - brings its pages
from profiling.assessment.views import sections as _sections  # noqa: F401 - brings its pages
from profiling.assessment.views.filling import assessment as assessment
