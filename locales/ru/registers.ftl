# Карточки регистров, для всех.

registers-title = Регистры и как они работают
registers-lead = То, что государство о вас знает, мы спрашиваем у этих регистров, а не у вас. В карточке видно, кто отвечает за регистр и как он работает.
registers-stewardship = { $count ->
    [one] Услуги опираются на { $count } регистр; орган, отвечающий за данные, есть у { $with }.
    [few] Услуги опираются на { $count } регистра; орган, отвечающий за данные, есть у { $with }.
   *[other] Услуги опираются на { $count } регистров; орган, отвечающий за данные, есть у { $with }.
  }
registers-period = Показатели – за последние дни (дней: { $days }). Сведений о людях в них нет.
registers-critical = На него опираются услуги
registers-nothing-short = Пока ничего не измерено
registers-json = Для программ:
registers-card = Регистр
registers-owner = Владелец
registers-steward = Отвечает за данные
registers-steward-body = Сообщения об ошибках рассматривает: { $body }.
registers-steward-none = пока никто
registers-steward-none-text = Не назван орган, которому можно сообщить об ошибке в нём.
registers-law = Основание
registers-fresh = Сколько можно пользоваться ответом
registers-used-by = Где используется
registers-used-by-none = Ни одна действующая услуга его не использует.
registers-how = Как он работал (последние дни: { $days })
registers-own = Этот регистр ведёт сам Тұтас. Его не запрашивают через обмен, поэтому измерять нечего.
registers-nothing = Пока ничего не измерено: за это время регистр никто не запрашивал.
registers-since = Измеряется с { $since }.
registers-not-measured = Пока не измерено
registers-uptime = Отвечает
registers-uptime-text = { $share } времени (измерено: { $known })
registers-uptime-note = Время считается по тому, как регистр отвечал в последний раз, но не дольше двух часов; о большем никто не знает. Заранее объявленные работы считаются отдельно. Время ответа – время отдельных попыток.
registers-maintenance = Во время объявленных работ
registers-no-maintenance = За время измерений работ не объявляли
registers-times = Время ответа
registers-time-line = { $percent } из 100 попыток: не больше { $time }
registers-time-longer = { $percent } из 100 попыток: больше 10 секунд
registers-errors = Запросы без пригодного ответа
registers-errors-text = { $share } из { $calls } (нет ответа: { $down }, ответ непригоден: { $unusable })
registers-freshness = Возраст ответов при использовании
registers-freshness-text = { $share } из { $uses } случаев – в пределах допустимого срока; в остальных спросили заново
registers-none = Ответы «записи нет»
registers-none-text = { $share } из { $answers }
registers-defects = Что люди назвали ошибкой
registers-defects-none = Об ошибках в нём никто не сообщал.
registers-defects-text = Рассматривается: { $open }. Исправлено: { $mended }. Ошибки не нашли: { $dismissed }.
registers-of-last = Учтены только последние { $count }.
registers-mending = Половина исправлений сделана не позже чем за { $time } после сообщения.
registers-fields = Поля и пробелы
registers-fields-text = Как часто поле было пустым в записях, где его запрашивали. Пустое поле – не всегда ошибка: отчество есть не у всех.
registers-field = Поле
registers-empty = Пусто
registers-field-not-asked = не запрашивали
registers-minutes = { $count } мин
registers-hours = { $count } ч
registers-days = { $count } сут
registers-milliseconds = { $count } мс
registers-seconds = { $count } с
