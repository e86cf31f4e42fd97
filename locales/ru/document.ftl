# Свидетельство или другой документ: прочитать и распечатать.

document-number = №
document-issued = Выдано
document-body = Кем выдано
document-officer = Должностное лицо
document-case = Дело
document-print = Чтобы распечатать документ, воспользуйтесь печатью в браузере.
document-register = Решающей является запись в регистре. Эта страница её повторяет.
document-wrong = Если здесь что-то неверно, сообщите органу, который выдал документ.
document-demo = Демонстрация. Не является документом какого-либо государства.

document-revoked = Больше не действует.
document-revoked-at = То, на чём он основан, отменено { $date }.
document-provisional = Выдан до завершения проверки.
document-check-until = Проверка до { $date } включительно.
