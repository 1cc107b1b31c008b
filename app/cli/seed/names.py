"""Given names, surnames and countries from which invented people are drawn, with rough weights.

Common names put together by chance: no row describes an existing person.
"""

from dataclasses import dataclass

ITALY = "Z000"


@dataclass(frozen=True)
class NamePool:
    """Names usual among citizens of one country; `code` is its cadastral code, `share` per mille."""

    code: str
    share: int
    female: tuple[str, ...]
    male: tuple[str, ...]
    surnames: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    """Names separated by blanks; a tilde stands for a blank inside a name."""
    return tuple(word.replace("~", " ") for word in text.split())


ITALIAN = NamePool(
    ITALY,
    847,
    female=_words(
        "Anna Maria Giulia Francesca Sara Laura Chiara Elena Silvia Alessandra Martina Federica "
        "Valentina Elisa Paola Giorgia Roberta Monica Barbara Cristina Daniela Michela Marta Sofia "
        "Alice Emma Aurora Greta Beatrice Camilla Irene Ilaria Serena Stefania Patrizia Lucia "
        "Nicoletta Donatella Antonella Lorenza Marina Sabrina Manuela Claudia Erika Veronica Nadia "
        "Raffaella Mara Katia Tiziana Sonia Cinzia Lisa Arianna Gaia Noemi Anna~Maria Maria~Luisa "
        "Maria~Grazia"
    ),
    male=_words(
        "Marco Andrea Luca Matteo Alessandro Davide Francesco Stefano Paolo Roberto Giovanni "
        "Giuseppe Antonio Mauro Massimo Fabio Nicola Michele Alberto Enrico Riccardo Filippo "
        "Lorenzo Simone Federico Tommaso Giacomo Pietro Daniele Diego Mattia Leonardo Edoardo "
        "Gabriele Claudio Maurizio Sergio Franco Giorgio Renato Gianni Bruno Denis Loris Ivan "
        "Cristian Manuel Emanuele Samuele Omar Walter Moreno Fausto Gianluca Giancarlo Ennio "
        "Luigi Carlo Vittorio Piero"
    ),
    surnames=_words(
        "Rossi Zanella Furlan Marchetti Bortolato Carraro Pavan Zorzi Baldo Favaro Scarpa Vianello "
        "Trevisan Visentin Barbieri Ferrari Zanetti Bressan Rigo Moretto Dal~Pozzo Dalla~Costa "
        "Da~Ros De~Marchi Cecchinato Bordin Menegazzo Pegoraro Schiavon Toniolo Tonello Segato "
        "Fabris Marin Costa Bellini Grigoletto Franceschini Gasparini Bianchi Boscolo Tiozzo "
        "Zennaro Ballarin Busetto Crepaldi Mantovan Ferro Ruzza Girotto Zambon Bonato Cavallin "
        "Dal~Santo Sartori Peruzzi Corradin Maule Cenzi Cherubini Tosi Bertoldi Avesani Zampieri "
        "Castagna Perini Marconi Bonomi Cortese Melotti Turri De~Bona Fontanella Sovilla Reolon "
        "Bortoluzzi Dal~Farra Pierobon Brustolin Comiotto Fregona Cescon Battistella Piovesan "
        "Zanatta Gatto Durante Tessari Brunello Lazzarini Vettorello Nardi Simioni Pasqualotto "
        "Mazzucato Giacomin Bettin Zaramella Griggio Stocco Callegaro Rampazzo "
        "Michielon Sorgato Meneghetti Lovato Bissoli Esposito Russo Greco Romano Conti Ricci Marino "
        "Gallo Fontana Caruso Rizzo Lombardi Mancini Leone Longo Gentile Vitale Coppola"
    ),
)

FOREIGN: tuple[NamePool, ...] = (
    NamePool(
        "Z129", 32,
        _words("Elena Mihaela Ioana Andreea Cristina Daniela Ana~Maria Roxana Gabriela Alina"),
        _words("Andrei Ion Mihai Alexandru Florin Gheorghe Marian Cristian Vasile Adrian"),
        _words("Popescu Ionescu Popa Dumitru Stan Stoica Gheorghiu Matei Ciobanu Rusu Munteanu Lazar"),
    ),
    NamePool(
        "Z330", 18,
        _words("Fatima Khadija Aicha Naima Hanane Samira Latifa Zineb Imane Souad"),
        _words("Mohammed Ahmed Hassan Youssef Rachid Said Mustapha Khalid Abdelilah Hicham"),
        _words("El~Amrani Bennani Alaoui Idrissi Tazi El~Fassi Berrada Chraibi Ouali Naciri Lahlou"),
    ),
    NamePool(
        "Z100", 15,
        _words("Mirela Arta Elona Valbona Entela Anila Migena Ermira Blerta Teuta"),
        _words("Arben Ilir Besnik Genti Artan Dritan Luan Altin Ardit Klodian"),
        _words("Hoxha Shehu Prifti Gjoka Marku Leka Dervishi Koci Basha Kola Cela Murati"),
    ),
    NamePool(
        "Z140", 15,
        _words("Natalia Svetlana Olga Tatiana Ludmila Irina Galina Maria Victoria Doina"),
        _words("Ion Vasile Sergiu Andrei Igor Nicolae Vitalie Oleg Dumitru Pavel"),
        _words("Rusu Ceban Munteanu Cojocaru Sirbu Rotaru Botnaru Gutu Moraru Cebotari Lungu"),
    ),
    NamePool(
        "Z210", 12,
        _words("Xiaoling Yan Li Meiling Hua Fang Jing Xiu~Ying Lan Qing"),
        _words("Wei Jian Ming Hao Qiang Jun Bin Yong Feng Lei"),
        _words("Hu Chen Zhou Lin Wang Zhang Li Wu Xu Zheng Pan Jin"),
    ),
    NamePool(
        "Z249", 12,
        _words("Nasrin Shirin Rokeya Salma Taslima Farzana Sultana Rehana Parvin Jesmin"),
        _words("Mohammad Rafiq Kamal Jahangir Alamgir Shahin Rubel Sohel Anwar Faruk"),
        _words("Hossain Islam Rahman Miah Ahmed Uddin Khan Begum Sarker Alam Chowdhury"),
    ),
    NamePool(
        "Z138", 11,
        _words("Oksana Olena Iryna Nataliya Halyna Lyudmyla Svitlana Tetyana Mariya Yuliya"),
        _words("Oleksandr Serhiy Andriy Volodymyr Ivan Mykola Yuriy Vasyl Bohdan Taras"),
        _words("Kovalenko Shevchenko Bondarenko Tkachenko Melnyk Kravchenko Polishchuk Savchenko"),
    ),
    NamePool(
        "Z335", 9,
        _words("Blessing Joy Gloria Patience Faith Mercy Happiness Precious Rita Grace"),
        _words("Emmanuel Godwin Sunday Osaro Kingsley Friday Lucky Monday Samuel Victor"),
        _words("Osagie Okafor Ehigiator Igbinedion Okoro Eze Omoruyi Adeyemi Obaseki Aigbe"),
    ),
    NamePool(
        "Z209", 8,
        _words("Chandrika Nilanthi Sandya Priyanka Dilrukshi Kumari Shanika Nadeesha Malani Ruwani"),
        _words("Nimal Sunil Ruwan Chaminda Nuwan Saman Lalith Asanka Roshan Kamal"),
        _words("Fernando Perera Silva Warnakulasuriya Kurukulasuriya Mendis Jayasinghe Peiris"),
    ),
    NamePool(
        "Z343", 7,
        _words("Fatou Awa Aminata Mariama Ndeye Khady Astou Coumba Rokhaya Sokhna"),
        _words("Mamadou Cheikh Moussa Ibrahima Modou Ousmane Abdoulaye Pape Serigne Babacar"),
        _words("Ndiaye Diop Fall Gueye Diagne Seck Sarr Mbaye Faye Ba Niang"),
    ),
    NamePool(
        "Z222", 7,
        _words("Harpreet Manpreet Kuldeep Sunita Rajwinder Jaspreet Paramjit Baljit Amandeep Kiran"),
        _words("Gurpreet Jaswinder Balwinder Sukhdev Harjinder Ranjit Manjit Satnam Kulwinder Amrik"),
        _words("Singh Kaur Kumar Sharma Ram Lal Sandhu Gill Dhillon Sidhu"),
    ),
    NamePool(
        "Z602", 7,
        _words("Ana~Paula Juliana Fernanda Patricia Luciana Camila Adriana Renata Vanessa Aline"),
        _words("Carlos Rafael Bruno Thiago Marcelo Rodrigo Gustavo Felipe Leandro Fabio"),
        _words("Silva Santos Oliveira Souza Pereira Costa Almeida Ribeiro Carvalho Gomes"),
    ),
)  # fmt: skip

STREETS = _words(
    "Via~Roma Via~Garibaldi Via~Mazzini Via~Cavour Via~Verdi Via~Dante Via~Marconi Via~Matteotti "
    "Via~Vittorio~Veneto Via~San~Marco Via~Piave Via~Montegrappa Via~Trieste Via~Padova "
    "Via~Venezia Via~dei~Mille Via~della~Libertà Via~Europa Via~San~Giovanni Via~Sant'Antonio "
    "Via~Galileo~Galilei Via~Palladio Via~Tiziano Via~Giorgione Via~Leopardi Via~Manzoni "
    "Viale~della~Stazione Viale~Trento Viale~della~Pace Piazza~del~Mercato Vicolo~del~Pozzo "
    "Strada~dei~Colli Via~degli~Alpini Via~dell'Industria Via~dell'Artigianato"
)
