# Куәлік немесе басқа құжат: оқуға және басып шығаруға.

document-number = №
document-issued = Берілген күні
document-body = Кім берді
document-officer = Лауазымды адам
document-case = Іс
document-print = Құжатты басып шығару үшін браузердің басып шығару пәрменін пайдаланыңыз.
document-register = Негізгісі — тізілімдегі жазба. Бұл бет соны қайталайды.
document-wrong = Бұл жерде қате болса, құжатты берген органға хабарлаңыз.
document-demo = Көрсетілім. Ешбір мемлекеттің құжаты емес.

document-revoked = Енді күшінде емес.
document-revoked-at = Негізі болған шешімнің күші { $date } күні жойылды.
document-provisional = Тексеру аяқталмай берілді.
document-check-until = Тексерудің соңғы күні: { $date }.
