"""What invented offers say at length: what people do, skills and occupations of the ESCO list, hours of a week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from app.cli.seed.measures import Measure
from catalogue.esco.queries import concepts_of
from catalogue.esco.rules import Kind, meant
from catalogue.timetables.rules import Slot, as_stored

DAYS_OF_THE_WEEK = {1: (3,), 2: (1, 3), 3: (1, 3, 5), 4: (1, 2, 3, 4), 5: (1, 2, 3, 4, 5)}
LONGEST_HALF_DAY = 4 * 60
BEGINNINGS = (9, 14, 18, 9)
ROOMS = ("Aula 1", "Aula 2", "Laboratorio", "")
BY_APPOINTMENT = "Su appuntamento, in accordo con l'operatore"
ACCESSIBILITY = (
    "Sede senza gradini con servizi adatti; materiali ad alta leggibilità su richiesta.",
    "Ascensore e posto auto riservato. L'interprete LIS si chiede all'iscrizione.",
    "Aule al piano terra. Chi ha difficoltà a leggere riceve i materiali anche in audio.",
    "Per esigenze particolari la segreteria concorda prima dell'inizio gli aiuti necessari.",
)


@dataclass(frozen=True, slots=True)
class Content:
    """The words of one measure; skills and occupations by their Italian name in the list."""

    doing: str
    skills: tuple[str, ...]
    occupations: tuple[str, ...] = ()


CONTENTS: Mapping[str, Content] = {
    "Orientamento individuale e piano d'azione": Content(
        "Quattro incontri individuali: si ricostruisce il percorso fatto, si guardano insieme le "
        "professioni cercate in zona e si scrive un piano con passi, date e aiuti.",
        ("curare la propria crescita", "offerte di lavoro", "riconoscere le competenze che mancano")),
    "Bilancio delle competenze": Content(
        "Colloqui e schede da compilare a casa: da ogni lavoro, corso o impegno si ricava ciò che "
        "si sa fare, con le prove, e si prepara un documento da mostrare alle aziende.",
        ("curare la propria crescita", "sapersi presentare", "ragionare in modo analitico")),
    "Accompagnamento alla ricerca di lavoro": Content(
        "Un operatore segue la ricerca settimana dopo settimana: annunci letti insieme, "
        "curriculum su misura, telefonate alle aziende, colloqui provati e rivisti.",
        ("prepararsi al colloquio di lavoro", "offerte di lavoro", "costruire una rete professionale",
         "comunicare per telefono")),
    "Tutor per il rientro al lavoro": Content(
        "Un tutor accompagna le candidature, parla con l'azienda e resta vicino nelle prime "
        "settimane: orari, mansioni, colleghi, difficoltà da affrontare subito.",
        ("adattarsi ai cambiamenti", "collaborare con i colleghi", "reggere la tensione")),
    "Validazione delle competenze acquisite al lavoro": Content(
        "Con un esperto del settore si raccolgono lavori svolti, attestati e testimonianze; una "
        "prova pratica conferma che cosa si sa fare, per farlo riconoscere.",
        ("curare la propria crescita professionale", "norme di qualità")),
    "Mettersi in proprio: dall'idea al piano d'impresa": Content(
        "In gruppo e da soli con un consulente: si prova l'idea con possibili clienti, si fanno i "
        "conti, si sceglie la forma giuridica e si scrive il piano da portare in banca.",
        ("imprenditorialità", "preparare piani d'impresa", "analisi del mercato",
         "ottenere le licenze necessarie", "gestire i bilanci di previsione"),
        ("imprenditore sociale", "dirigente d'impresa")),
    "Progetto personale di inclusione e lavoro": Content(
        "Un'équipe con assistente sociale, educatore e operatore del lavoro concorda con la "
        "persona passi piccoli e verificabili, e si rivede ogni due settimane.",
        ("adattarsi ai cambiamenti", "lavorare in gruppo", "seguire istruzioni a voce")),
    "Tirocinio in azienda con tutor": Content(
        "Mesi di pratica in un'azienda della zona, con un tutor sul posto e uno dell'ente, un "
        "progetto formativo scritto e un'indennità mensile.",
        ("seguire istruzioni a voce", "lavorare in gruppo", "rispettare le scadenze"),
        ("operaio di fabbrica", "impiegato d'ufficio")),
    "Incontro con le aziende che assumono": Content(
        "Un consulente propone il profilo ad aziende che cercano ora, prepara ogni colloquio e "
        "chiede l'esito. Si paga all'ente solo se nasce un contratto.",
        ("offerte di lavoro", "sapersi presentare", "prepararsi al colloquio di lavoro")),
    "Competenze digitali di base": Content(
        "Si lavora ciascuno al proprio computer su compiti di ogni giorno: scrivere a un ufficio, "
        "compilare un modulo, entrare con SPID, riconoscere un messaggio falso.",
        ("avere competenze informatiche di base", "gestire la propria identità digitale",
         "usare i servizi elettronici", "proteggere i dati personali e la riservatezza"),
        ("addetto all'inserimento dati",)),
    "Cercare lavoro in rete": Content(
        "Incontri in video: ci si iscrive ai portali, si scrive il profilo, si risponde a tre "
        "annunci veri e si prova un colloquio a distanza.",
        ("cercare e filtrare dati, informazioni e contenuti digitali", "offerte di lavoro",
         "interagire con le tecnologie digitali", "sapersi presentare")),
    "Fogli di calcolo e documenti d'ufficio": Content(
        "Esercizi presi da uffici veri: un registro delle presenze, un preventivo, una lettera a "
        "molti destinatari, un archivio che si ritrova.",
        ("usare fogli di calcolo", "usare programmi di videoscrittura",
         "svolgere le attività ordinarie d'ufficio", "ordinare i documenti dell'azienda"),
        ("assistente amministrativo", "impiegato d'ufficio", "segretario")),
    "Contabilità e fatturazione elettronica": Content(
        "Su una piccola azienda inventata si tiene un mese di contabilità: fatture in entrata e in "
        "uscita, banca, IVA, scadenze e chiusura.",
        ("usare sistemi di contabilità", "emettere fatture di vendita", "scritture contabili",
         "norme tributarie", "norme sulla tenuta dei conti"),
        ("addetto alla contabilità", "addetto alla fatturazione", "addetto alle paghe")),
    "Addetto alle vendite e alla cassa": Content(
        "In un negozio scuola si accolgono clienti, si vende, si fa cassa e si chiude la giornata; "
        "due mattine in un punto vendita della zona.",
        ("vendere in modo attivo", "usare la cassa", "garantire la soddisfazione del cliente",
         "rifornire gli scaffali", "gestire i reclami dei clienti"),
        ("addetto alle vendite", "cassiere", "scaffalista")),
    "Carrello elevatore e sicurezza in magazzino": Content(
        "Teoria in aula e guida nel piazzale con un istruttore ogni quattro persone; la prova "
        "finale vale per l'abilitazione.",
        ("usare il carrello elevatore", "controllare il carrello elevatore",
         "norme di sicurezza in magazzino", "fissare le merci"),
        ("conduttore di carrello elevatore", "magazziniere")),
    "Saldatura: aggiornamento TIG e MIG": Content(
        "Ogni persona ha la propria cabina: si preparano i pezzi, si saldano giunti in posizione e "
        "si controllano con l'istruttore i difetti.",
        ("usare attrezzature di saldatura", "tecniche di saldatura", "controllare le saldature",
         "leggere disegni tecnici", "indossare i dispositivi di protezione"),
        ("saldatore", "calderaio", "lattoniere")),
    "Inglese per il turismo": Content(
        "Si parla dal primo giorno: arrivi, prenotazioni, reclami, indicazioni, telefonate. Per "
        "chi ricorda l'inglese della scuola.",
        ("conversare in inglese", "comprendere l'inglese parlato",
         "usare le lingue straniere nell'accoglienza", "accogliere gli arrivi in albergo"),
        ("addetto al ricevimento d'albergo", "addetto alle informazioni turistiche")),
    "Sala, bar e igiene degli alimenti": Content(
        "Nel ristorante della scuola si preparano tavoli, comande e caffè; due servizi veri aperti "
        "al pubblico e l'attestato sull'igiene.",
        ("servire ai tavoli", "prendere le ordinazioni", "preparare bevande calde",
         "rispettare igiene e sicurezza degli alimenti"),
        ("cameriere di sala", "barista", "addetto alla ristorazione veloce")),
    "Disegno tecnico al computer": Content(
        "Da un pezzo vero al disegno quotato: viste, sezioni, tolleranze, tavole di cantiere, con "
        "esercizi corretti uno a uno.",
        ("usare programmi di disegno assistito", "disegni tecnici", "disegnare piante e schemi"),
        ("disegnatore meccanico", "disegnatore edile")),
    "Programmazione di macchine a controllo numerico": Content(
        "Dal disegno al pezzo finito: programma scritto a mano e al computer, scelta degli "
        "utensili, prove su fresa e tornio e 80 ore in un'officina della zona.",
        ("programmare una macchina a controllo numerico", "leggere disegni tecnici",
         "usare strumenti di misura di precisione", "misurare i pezzi prodotti",
         "attrezzare la macchina", "usare programmi di produzione assistita"),
        ("operatore di macchine a controllo numerico", "fresatore", "tornitore")),
    "Sviluppo di siti e applicazioni in rete": Content(
        "Un progetto vero per un'associazione della zona, dal primo schizzo alla pubblicazione, "
        "con revisione del lavoro ogni settimana e un tirocinio finale.",
        ("programmazione per la rete", "JavaScript", "CSS", "SQL", "gestire una base di dati",
         "correggere i programmi", "realizzare la parte visibile di un sito"),
        ("sviluppatore per la rete", "sviluppatore di interfacce", "collaudatore di programmi")),
    "Installazione di impianti elettrici": Content(
        "Nel cantiere scuola si monta un appartamento intero: quadro, prese, luci, misure e "
        "dichiarazione di conformità, poi un impianto fotovoltaico.",
        ("schemi elettrici", "installare prese elettriche", "installare interruttori di protezione",
         "installare impianti fotovoltaici", "norme di sicurezza elettrica",
         "provare apparecchiature elettriche"),
        ("elettricista edile", "elettricista per abitazioni", "tecnico di impianti solari")),
    "Logistica e gestione del magazzino": Content(
        "Si segue una merce dal ricevimento alla spedizione con il programma gestionale; visite a "
        "due poli logistici e abilitazione al carrello.",
        ("lavoro di magazzino", "gestire l'inventario del magazzino", "ricevere le merci",
         "preparare le spedizioni", "usare il registro del magazzino", "usare il carrello elevatore"),
        ("magazziniere", "addetto al prelievo degli ordini", "coordinatore delle scorte")),
    "Cucina e ristorazione collettiva": Content(
        "Ogni giorno si cucina per la mensa della scuola: linee, cotture, diete, porzioni, pulizia; "
        "tirocinio di quattro settimane.",
        ("usare tecniche di cottura", "usare tecniche di preparazione degli alimenti",
         "comporre i menù", "applicare l'autocontrollo igienico (HACCP)",
         "tenere pulita la zona di preparazione"),
        ("cuoco di mensa", "aiuto cuoco", "cuoco")),
    "Assistenza alla persona in famiglia": Content(
        "Con un infermiere e un'operatrice si provano igiene, spostamenti e pasti; casi veri, "
        "emozioni e confini del lavoro in casa d'altri.",
        ("assistere in casa", "bisogni delle persone anziane", "trasferire i pazienti",
         "entrare in relazione con empatia", "prestare il primo soccorso"),
        ("assistente domiciliare", "operatore in casa di riposo")),
}  # fmt: skip


def codes(kind: Kind, names: Sequence[str]) -> list[str]:
    """The codes of the list behind the names. Raises KeyError for a name that is not in it."""
    found = []
    for name in names:
        concept = meant(concepts_of(kind), name)
        if concept is None:
            raise KeyError(name)
        found.append(concept.code)
    return found


def week(measure: Measure, number: int) -> list[dict[str, object]]:
    """Hours of a week that make the measure's hours in its weeks; none by appointment or by result."""
    if not measure.hours or measure.seats > 20 or measure.weeks * 2 > measure.hours:
        return []
    minutes = measure.hours * 60 / measure.weeks
    days = min(5, max(1, round(minutes / 210)))
    each = round(minutes / days / 30) * 30
    begins = BEGINNINGS[number % len(BEGINNINGS)] if each <= LONGEST_HALF_DAY - 60 else 9
    pieces = [(begins * 60, min(each, LONGEST_HALF_DAY))]
    if each > LONGEST_HALF_DAY:
        pieces.append((14 * 60, each - LONGEST_HALF_DAY))
    room = ROOMS[number % len(ROOMS)]
    return as_stored(
        Slot(days=DAYS_OF_THE_WEEK[days], begins=_at(first), ends=_at(first + length), place=room)
        for first, length in pieces
    )


def _at(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
