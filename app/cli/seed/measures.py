"""What invented providers offer: titles, hours and words of measures, by service type."""

from dataclasses import dataclass

from catalogue.offers.models import Certificate, Mode


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of offer; `weeks` is how long an edition runs, `seats` how many it takes."""

    service_type: str
    title: str
    hours: int
    weeks: int
    seats: int
    learning: str
    requirements: str = ""
    certificate: Certificate = Certificate.ATTENDANCE
    mode: Mode = Mode.IN_PERSON


_NONE, _SKILLS, _QUALIFIED = Certificate.NONE, Certificate.COMPETENCES, Certificate.QUALIFICATION

GUIDANCE = (
    Measure("specialised_guidance", "Orientamento individuale e piano d'azione", 6, 6, 30,
            "Riconoscere le proprie competenze, scegliere un obiettivo e un piano per arrivarci.",
            certificate=_NONE),
    Measure("specialised_guidance", "Bilancio delle competenze", 4, 5, 25,
            "Ricostruire esperienze e saperi e raccontarli a un'azienda.", certificate=_NONE),
    Measure("job_coaching", "Accompagnamento alla ricerca di lavoro", 12, 10, 30,
            "Curriculum, lettere, colloqui simulati, contatti diretti con le aziende della zona.",
            certificate=_NONE),
    Measure("job_coaching", "Tutor per il rientro al lavoro", 15, 12, 25,
            "Un tutor accompagna candidature, colloqui e le prime settimane di lavoro.",
            certificate=_NONE, mode=Mode.MIXED),
    Measure("skills_validation", "Validazione delle competenze acquisite al lavoro", 8, 6, 15,
            "Documentare con un esperto ciò che si sa fare, per farlo riconoscere.",
            "Almeno un anno di esperienza nella professione.", _SKILLS),
    Measure("self_employment", "Mettersi in proprio: dall'idea al piano d'impresa", 20, 8, 15,
            "Mercato, conti, forma giuridica, adempimenti e finanziamenti di una piccola impresa.",
            "Un'idea d'impresa da mettere alla prova."),
    Measure("work_inclusion", "Progetto personale di inclusione e lavoro", 40, 16, 20,
            "Un'équipe costruisce con la persona passi concreti su lavoro, casa, salute, famiglia.",
            certificate=_NONE),
    Measure("internship", "Tirocinio in azienda con tutor", 0, 16, 20,
            "Imparare un mestiere sul posto di lavoro, seguiti da un tutor dell'ente."),
    Measure("job_matching", "Incontro con le aziende che assumono", 0, 12, 40,
            "Candidature mirate e colloqui con aziende della zona che cercano personale.",
            certificate=_NONE),
)  # fmt: skip

TRAINING = (
    Measure("digital_skills", "Competenze digitali di base", 24, 4, 14,
            "Posta elettronica, documenti, identità digitale, servizi pubblici in rete."),
    Measure("digital_skills", "Cercare lavoro in rete", 16, 3, 14,
            "Portali di annunci, profilo professionale, colloqui in video.", mode=Mode.ONLINE),
    Measure("digital_skills", "Fogli di calcolo e documenti d'ufficio", 40, 6, 14,
            "Tabelle, formule, lettere e modelli per il lavoro di segreteria."),
    Measure("upskilling", "Contabilità e fatturazione elettronica", 60, 8, 12,
            "Registrare fatture, scadenze e pagamenti con un programma gestionale.",
            "Conoscere i fogli di calcolo.", _SKILLS),
    Measure("upskilling", "Addetto alle vendite e alla cassa", 48, 6, 12,
            "Accoglienza, vendita, cassa, inventario, gestione dei reclami."),
    Measure("upskilling", "Carrello elevatore e sicurezza in magazzino", 24, 3, 12,
            "Uso del carrello, carichi, procedure di magazzino, prevenzione.", "", _SKILLS),
    Measure("upskilling", "Saldatura: aggiornamento TIG e MIG", 80, 8, 10,
            "Preparazione dei pezzi, regolazioni, saldature in posizione, controllo.",
            "Esperienza di base in officina.", _SKILLS),
    Measure("upskilling", "Inglese per il turismo", 60, 8, 14,
            "Accogliere, informare e risolvere problemi in albergo e al ristorante."),
    Measure("upskilling", "Sala, bar e igiene degli alimenti", 40, 5, 12,
            "Servizio ai tavoli, banco bar, autocontrollo igienico."),
    Measure("upskilling", "Disegno tecnico al computer", 80, 10, 12,
            "Leggere e produrre disegni in due dimensioni per officina e cantiere.",
            "Saper usare il computer.", _SKILLS, Mode.MIXED),
    Measure("reskilling", "Programmazione di macchine a controllo numerico", 280, 18, 12,
            "Lettura del disegno, utensili, linguaggio macchina, prove in laboratorio e in azienda.",
            "", _QUALIFIED),
    Measure("reskilling", "Sviluppo di siti e applicazioni in rete", 300, 20, 12,
            "Pagine, basi di dati, programmazione, lavoro in gruppo su un progetto vero.",
            "Inglese letto di base.", _SKILLS, Mode.MIXED),
    Measure("reskilling", "Installazione di impianti elettrici", 240, 16, 12,
            "Impianti civili, quadri, norme, misure, pratica in cantiere scuola.", "", _QUALIFIED),
    Measure("reskilling", "Logistica e gestione del magazzino", 160, 12, 14,
            "Flussi, scorte, spedizioni, programmi gestionali, abilitazione al carrello."),
    Measure("reskilling", "Cucina e ristorazione collettiva", 200, 14, 12,
            "Preparazioni, cotture, menù, igiene, tirocinio in mensa.", "", _SKILLS),
    Measure("reskilling", "Assistenza alla persona in famiglia", 120, 9, 12,
            "Igiene, mobilità, pasti, relazione, riconoscere quando chiamare aiuto.", "", _SKILLS),
)  # fmt: skip

OPENING_WORDS = {
    "training": "Un corso pratico in piccolo gruppo, con docenti che fanno il mestiere e prove in "
    "laboratorio. Alla fine un colloquio aiuta a mettere a frutto ciò che si è imparato.",
    "employment_services": "Incontri individuali con un operatore esperto, concordati di volta in "
    "volta. Si lavora su casi e annunci veri, con compiti da svolgere tra un incontro e l'altro.",
}
PROVIDER_NAMES = (
    "Formazione Brenta", "Lavoro Laguna", "Scuola Mestieri Berici", "Cooperativa Sile Servizi",
    "Agenzia Adige", "Istituto Euganeo", "Percorsi Dolomiti", "Officina Piave",
    "Centro Studi Altopiano", "Impresa Sociale Polesine", "Rete Montello", "Accademia Marca",
    "Servizi Scaligera", "Ponte al Lavoro", "Laboratorio Lessinia", "Nuove Strade Cadore",
    "Consorzio Bacchiglione", "Scuola Riviera", "Crescere Insieme", "Campus Pedemontana",
    "Mestieri e Futuro", "Sportello Delta", "Incontro Valpolicella", "Orizzonte Livenza",
    "Competenze Astico", "Il Passo Giusto", "Fucina Marosticana", "Porta Nuova Formazione",
    "Traguardo Veneto", "Terraferma Lavoro",
)  # fmt: skip
