# Куәлік немесе басқа құжат: оқуға және басып шығаруға.

document-number = №
document-issued = Берілген күні
document-body = Кім берді
document-officer = Лауазымды адам
document-case = Іс
document-back = Іске қайту
document-print = Құжатты басып шығару үшін браузердің басып шығару пәрменін пайдаланыңыз.
document-lang-kk = Қазақ тілінде жасалған
document-lang-ru = Орыс тілінде жасалған
document-lang-en = Ағылшын тілінде жасалған
document-register = Негізгісі — тізілімдегі жазба. Бұл бет соны қайталайды.
document-wrong = Бұл жерде қате болса, құжатты берген органға хабарлаңыз.
document-demo = Көрсетілім. Ешбір мемлекеттің құжаты емес.
