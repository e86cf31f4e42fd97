# Письма: что, почему, до какого срока, что вы можете сделать, куда пожаловаться.

letter-filed-subject = Ваше заявление получено
letter-opened-subject = Началась следующая услуга
letter-deficiency-subject = В вашем деле не хватает сведений
letter-deficiency-cured-subject = Недостающее поступило
letter-document-turned-down-subject = Документ не принят
letter-preliminary-subject = Предварительное решение: выскажите свою позицию
letter-granted-subject = Решение по вашему заявлению положительное
letter-issued-subject = Результат по вашему заявлению
letter-refused-subject = По вашему заявлению отказано
letter-deemed-refused-subject = Решение не принято в срок
letter-withdrawn-subject = Ваше заявление отозвано

letter-closed-title = Вам письмо
letter-closed-text = Письмо считается полученным, когда вы его откроете. С этого времени могут идти указанные в нём сроки.
letter-closed-open = Открыть письмо

letter-from = От кого
letter-to = Кому
letter-date = Дата
letter-about = О чём
letter-case = Дело
letter-print = Чтобы распечатать письмо, воспользуйтесь печатью в браузере.
letter-what = Что произошло
letter-why = Почему
letter-until = До какого срока
letter-do = Что вы можете сделать
letter-complain = Куда можно пожаловаться
letter-reasons = Доводы
letter-to-case = Открыть дело
letter-amount = Размер
letter-documents = Документы
letter-nothing = От вас ничего не нужно.

letter-filed-what = Ваше заявление «{ $service }» получено. Его рассматривает: { $body }. Оно зарегистрировано { $date } под № { $number }.
letter-filed-why = Мы сами запрашиваем в государственных регистрах то, что требует закон, там, где это разрешает закон или ваше согласие. На каждом шаге в вашем кабинете появится письмо.
letter-filed-until = Решение должно быть принято до { $date } включительно (срок: { $term }).
letter-filed-until-instant = Решение должно быть принято до { $time } { $day } (срок: { $term }).
letter-filed-do = От вас ничего не нужно. Вы можете следить за делом на его странице и отозвать заявление, пока решения нет.

letter-opened-what = Предыдущий шаг завершён, поэтому услуга «{ $service }» началась сама. Её оказывает: { $body }. Дело зарегистрировано { $date } под № { $number }.
letter-opened-why = Она входит в ваше заявление № { $application }; больше ничего подавать не нужно.

letter-deficiency-what = В вашем деле «{ $service }», № { $number }, не хватает того, что требует закон. Это не отказ: недостающее ещё можно представить.
letter-deficiency-signature-what = По вашему делу «{ $service }», № { $number }, ждём подписи отца ребёнка. Это не отказ: он ещё может подписать в своём кабинете.
letter-deficiency-until = { $date } включительно.
letter-deficiency-lapse = Если недостающее не поступит в срок, должностное лицо решит по тому, что есть. Перед отказом вас выслушают.

letter-deficiency-cured-what = Недостающее по вашему делу «{ $service }», № { $number }, поступило. Дело продолжается.
letter-deficiency-cured-until = Решение должно быть принято до { $date } включительно.
letter-deficiency-cured-until-instant = Решение должно быть принято до { $time } { $day }.

letter-turned-down-what = Должностное лицо посмотрело документ, который вы прислали по делу «{ $service }», № { $number }, и не смогло его принять.
letter-turned-down-file = { $file }, отправлен { $date }
letter-turned-down-do = Вы можете прислать другой документ. Из-за этого вам не отказано.

letter-preliminary-what = По вашему делу «{ $service }», № { $number }, должностное лицо намерено отказать. Это ещё не решение. Закон даёт вам право сначала высказать свою позицию.
letter-preliminary-until = Вы можете высказать позицию до { $date } включительно. Раньше { $earliest } решение не будет дано.
letter-preliminary-until-open = Вы можете высказать позицию в дни, которые даёт закон, считая со дня, когда вы прочли это письмо. Раньше { $earliest } решение не будет дано.
letter-preliminary-do-write = Напишите, что не так или чего должностное лицо не знает.
letter-preliminary-do-hear = Там же можно попросить выслушать вас лично.
letter-preliminary-do-nothing = Отвечать необязательно. Тогда должностное лицо может решить без вашей позиции.
letter-preliminary-complain = На предварительное решение жалоба пока не подаётся. Если последует отказ, вы сможете пожаловаться:

letter-granted-what = По вашему заявлению «{ $service }», дело № { $number }, { $date } принято положительное решение.
letter-granted-why = Все требования закона выполнены.
letter-granted-do = От вас ничего не нужно. Запись вносится в регистр; об этом придёт письмо.

letter-issued-what = По вашему делу «{ $service }», № { $number }, запись внесена в регистр.
letter-issued-do = Документы можно открыть в кабинете и распечатать.
letter-issued-do-none = От вас ничего не нужно. Если в записи что-то неверно, сообщите органу, у которого дело.

letter-refused-what = По вашему заявлению «{ $service }», дело № { $number }, { $date } принято решение об отказе. Решение приняли: { $officers }.
letter-refused-do-complain = Подать жалобу (см. ниже).
letter-refused-do-again = Подать заявление снова, когда причина отпадёт.

letter-deemed-refused-what = По вашему делу «{ $service }», № { $number }, орган не принял решения в срок. Дело рассматривает: { $body }.
letter-deemed-refused-why = Когда срок заканчивается без решения, закон считает это отказом, чтобы вы могли сразу подать жалобу. О вашем праве это ничего не говорит.
letter-deemed-refused-until = { $date } срок закончился.
letter-deemed-refused-until-instant = { $day } в { $time } срок закончился.
letter-deemed-refused-do = Вы можете подать жалобу сейчас или подождать: орган по-прежнему обязан принять решение, и оно может быть положительным.

letter-withdrawn-what = Вы отозвали заявление «{ $service }», дело № { $number }. Ничего не решалось.
letter-withdrawn-why = Заявление можно отозвать, пока решение не принято.
letter-withdrawn-do = Вы можете подать заявление снова в любое время.

letter-complain-text = { $to }.
letter-complain-within = Срок: { $term } со дня, когда вы узнали о решении. Жалобу, поданную позже, тоже примут.
letter-complain-until = Подать жалобу можно до { $date } включительно. Жалобу, поданную позже, тоже примут.
letter-complain-silence = Если до конца срока решения нет, вы можете сразу подать жалобу.

letter-not-accepted-subject = Ваши документы не приняты
letter-redirected-subject = Ваше дело передано другому органу
letter-extended-subject = Срок по вашему делу продлён
letter-stood-still-subject = Срок по вашему делу приостановлен
letter-recounted-subject = Срок пересчитан: изменились выходные дни
letter-protocol-subject = Протокол заслушивания
letter-post-checked-subject = Проверка закончена: решение остаётся в силе
letter-deemed-granted-subject = Срок закончился: по закону это согласие
letter-revoked-subject = Решение по вашему делу отменено
letter-corrected-subject = Описка исправлена
letter-correction-declined-subject = Описки не найдено
letter-ruled-subject = Решение по вашей жалобе
letter-ruling-applied-subject = Что решение по жалобе меняет в вашем деле

letter-not-accepted-what = Документы по вашему заявлению «{ $service }», дело № { $number }, { $date } не приняты. Решение приняли: { $officers }. Обращение записано, его номер остаётся за вами.
letter-not-accepted-why = Обычно принимается всё. Здесь особый закон велит не принимать неполные документы; он назван ниже.
letter-not-accepted-do-again = Подать заявление снова, как только недостающее будет у вас. Время на это не ограничено этим письмом.

letter-redirected-what = Ваше дело «{ $service }», № { $number }, передано дальше. Теперь его рассматривает: { $body }.
letter-redirected-why = По закону обращение рассматривает тот орган, который на это уполномочен. Орган, получивший его первым, передаёт его сам; подавать заново не нужно.
letter-redirected-anew = Срок отсчитан заново со дня передачи.
letter-redirected-runs-on = Срок из-за передачи не изменился.
letter-redirected-do = От вас ничего не нужно. Всё, что вы подали, передано вместе с делом.

letter-extended-what = Решения по вашему делу «{ $service }», № { $number }, в первоначальный срок не будет: срок продлён.
letter-extended-why = Руководитель или его заместитель может продлить срок один раз и обязан назвать вам причину. Вот она.
letter-extended-once = Ещё раз продлить срок нельзя.
letter-delay-do = От вас ничего не нужно. Если вы не согласны с задержкой, можно пожаловаться.

letter-stood-still-what = Течение срока по вашему делу «{ $service }», № { $number }, приостановлено.
letter-stood-still-why = Закон позволяет приостановить срок по такому основанию: { $ground }. Должностное лицо пишет:
letter-stood-still-until = Не дольше чем до { $date } включительно. После этого срок пойдёт дальше сам, с того дня, на котором остановился.

letter-recounted-what = Изменились выходные или праздничные дни, поэтому срок по вашему делу «{ $service }», № { $number }, пересчитан.
letter-recounted-why = Срок считается в рабочих днях. Дата, которую вам назвали раньше, никогда не приближается, она может только отодвинуться.
letter-recounted-window = { $requirement }: { $date } включительно.

letter-protocol-what = По вашему делу «{ $service }», № { $number }, вас выслушали. Ниже то, что об этом записано.
letter-protocol-why = Сказанное устно записывается, чтобы решающий прочитал именно ваши слова.
letter-protocol-until = Замечания к протоколу можно дать до { $date } включительно.
letter-protocol-do = Прочитайте протокол. Если что-то записано неверно или пропущено, напишите замечания.
letter-protocol-do-nothing = Если замечаний нет, ничего делать не нужно.

letter-preliminary-revocation-what = По вашему делу «{ $service }», № { $number }, должностное лицо намерено отменить решение, которым вам предоставлена услуга. Это ещё не решение. Закон даёт вам право сначала высказать свою позицию.
letter-preliminary-ruling-what = По вашей жалобе «{ $service }», № { $number }, должностное лицо намерено её не удовлетворить. Это ещё не решение. Закон даёт вам право сначала высказать свою позицию.

letter-post-checked-what = Решение по вашему делу «{ $service }», № { $number }, было дано до того, как проверено всё. Проверка закончена, решение остаётся в силе без условий.
letter-post-checked-why = Всё, что оставалось проверить, подтвердилось.
letter-post-checked-why-time = Время на проверку вышло. Решение, которое за это время никто не поставил под сомнение, остаётся в силе.

letter-deemed-granted-what = По вашему делу «{ $service }», № { $number }, орган не принял решения в срок. Здесь молчание по закону означает согласие: то, о чём вы просили, вам предоставлено.
letter-deemed-granted-why = Так говорит закон, названный ниже. Отменить это можно только особым решением, по перечисленным в законе основаниям и выслушав вас.

letter-revoked-what = Решение по вашему делу «{ $service }», № { $number }, которым вам предоставлена услуга, отменено { $date }. Решение приняли: { $officers }.
letter-revoked-burden-what = Отказ по вашему делу «{ $service }», № { $number }, отменён { $date }. Дело решается заново. Решение приняли: { $officers }.
letter-revoked-compensated = Ущерб, который вы понесли, положившись на прежнее решение, возмещается.

letter-corrected-what = В решении по вашему делу «{ $service }», № { $number }, исправлена описка: вместо «{ $was }» следует читать «{ $reads }».
letter-corrected-why = Исправлены только слова. Само решение, его суммы, числа и даты не изменились.
letter-corrected-do = От вас ничего не нужно. Если неверно что-то ещё, попросите исправить и это.

letter-correction-declined-what = Вы просили исправить описку по делу «{ $service }», № { $number }. Должностное лицо описки не нашло.
letter-correction-declined-why = Исправить так можно только слова, но не число, дату или право. Должностное лицо пишет:
letter-correction-declined-do = Если неверно что-то другое, попросите исправить это.
letter-correction-declined-do-complain = Если вы не согласны с самим решением, его можно обжаловать.

letter-ruled-what = По вашей жалобе «{ $service }», № { $number }, { $date } принято решение. Решение приняли: { $officers }.
letter-ruled-do = От вас ничего не нужно. Что это меняет в деле, на которое вы жаловались, скажет отдельное письмо.
letter-ruled-do-next = Пожаловаться в следующую инстанцию, если она ещё есть (см. ниже).
letter-ruled-do-court = Обратиться в суд.

letter-ruling-applied-what = По вашей жалобе № { $appeal } прежнее решение по делу «{ $service }», № { $number }, отменено.
letter-ruling-applied-what-none = Рассмотрение вашей жалобы № { $appeal } закончено. В деле «{ $service }», № { $number }, ничего не изменилось.
letter-ruling-applied-why-none = Прежнее решение остаётся в силе. Доводы названы в письме о решении по жалобе. Хуже, чем было, из-за жалобы не стало.
