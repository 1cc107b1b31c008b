"""The second version of the platform agreement, as the demonstration's officer published it."""

from dataclasses import replace

from catalogue.agreements.rules import AgreementClause, AgreementText, RoleDuties, Spoken
from catalogue.providers.states import DataRole

ROLES = AgreementClause(
    Spoken("Ruolo nella protezione dei dati", "Role in data protection"),
    Spoken(
        "La Regione è titolare dei dati raccolti in Percorso. L'ente dichiara, firmando, il ruolo che "
        "ha per le attività che svolge: responsabile per conto della Regione, oppure titolare autonomo "
        "per i dati che la legge gli chiede di raccogliere. I doveri di ciascun ruolo sono elencati in "
        "fondo e fanno parte dell'accordo.",
        "The Region is the controller of the data collected in Percorso. In signing, the provider "
        "declares the role it has for what it does: processor on the Region's behalf, or controller of "
        "its own for data the law asks it to collect. The duties of each role are listed at the end "
        "and are part of the agreement.",
    ),
)
SECURITY = AgreementClause(
    Spoken("Sicurezza e livello di visibilità", "Security and what is shown"),
    Spoken(
        "L'ente risponde ogni anno alle domande sulla sicurezza. Dalle risposte dipende il livello: "
        "quali dati di una persona sono mostrati e trasmessi. Senza risposte, o con risposte scadute, "
        "vale il livello più ristretto. La Regione può verificare quanto dichiarato.",
        "The provider answers the security questions every year. The answers give the tier: which data "
        "of a person are shown and sent. Without answers, or with answers that have grown old, the "
        "narrowest tier counts. The Region may check what is declared.",
    ),
)
CAPACITY = AgreementClause(
    Spoken("Capienza e liste d'attesa", "Capacity and waiting lists"),
    Spoken(
        "L'ente indica quando non può accogliere nuove persone e quando riprende. Il posto che si "
        "libera è riservato a chi è primo in lista d'attesa: l'ente non lo assegna ad altri.",
        "The provider says when it cannot take new people and when it does again. A place that becomes "
        "free is kept for whoever is first on the waiting list: the provider gives it to nobody else.",
    ),
)
PROCESSOR = RoleDuties(
    DataRole.PROCESSOR,
    Spoken(
        "Quando tratta i dati solo per realizzare la misura assegnata, secondo le istruzioni della "
        "Regione (art. 28 del Regolamento UE 2016/679).",
        "When it processes data only to carry out the assigned measure, on the Region's instructions "
        "(art. 28 of Regulation EU 2016/679).",
    ),
    (
        Spoken(
            "Trattare i dati solo per la misura assegnata e finché il voucher è aperto.",
            "Process data only for the assigned measure and while the voucher is open.",
        ),
        Spoken(
            "Istruire per iscritto chi tratta i dati e vincolarlo alla riservatezza.",
            "Instruct in writing those who process data and bind them to confidentiality.",
        ),
        Spoken(
            "Non ricorrere ad altri responsabili senza autorizzazione scritta della Regione.",
            "Engage no other processor without the Region's written authorisation.",
        ),
        Spoken(
            "Segnalare alla Regione ogni violazione entro 24 ore da quando se ne ha notizia.",
            "Report every breach to the Region within 24 hours of learning of it.",
        ),
        Spoken(
            "Alla fine cancellare o restituire i dati e darne conferma scritta.",
            "At the end delete or return the data, and confirm it in writing.",
        ),
    ),
)
CONTROLLER = RoleDuties(
    DataRole.CONTROLLER,
    Spoken(
        "Quando raccoglie dati perché una legge lo chiede all'ente stesso, per esempio per il registro "
        "degli allievi o per i rapporti di lavoro (artt. 24 e seguenti).",
        "When it collects data because a law asks the provider itself to, for instance for the register "
        "of trainees or for employment (art. 24 and following).",
    ),
    (
        Spoken(
            "Dare alle persone la propria informativa prima di raccogliere i dati.",
            "Give people its own privacy notice before collecting data.",
        ),
        Spoken(
            "Tenere il registro dei trattamenti e rispondere alle richieste delle persone.",
            "Keep the record of processing and answer people's requests.",
        ),
        Spoken(
            "Tenere separati i dati ricevuti da Percorso da quelli raccolti per conto proprio.",
            "Keep data received from Percorso apart from those collected on its own account.",
        ),
        Spoken(
            "Notificare le violazioni al Garante entro 72 ore e avvisarne la Regione.",
            "Notify breaches to the supervisory authority within 72 hours and tell the Region.",
        ),
    ),
)


def second_text(first: AgreementText) -> AgreementText:
    """The first text with its clause on roles replaced, and what is new at its end."""
    old = "Ruolo nella protezione dei dati"
    kept = [ROLES if clause.title.it == old else clause for clause in first.clauses]
    return replace(first, clauses=(*kept, SECURITY, CAPACITY), roles=(PROCESSOR, CONTROLLER))
