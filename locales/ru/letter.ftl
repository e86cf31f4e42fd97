# Письма: что, почему, до какого срока, что вы можете сделать, куда пожаловаться.

letter-filed-subject = Ваше заявление получено
letter-filed-review-subject = Ваша жалоба получена
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

letter-refused-what = По вашему заявлению «{ $service }», дело № { $number }, { $date } принято решение об отказе. Кто решил: { $officers }.
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
letter-court-within = Срок для обращения в суд: { $term } со дня, когда вы узнали о решении. Не опоздайте: поздний иск суд может не принять.
letter-court-until = Обратиться в суд можно до { $date } включительно. Не опоздайте: поздний иск суд может не принять.
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
letter-correction-overdue-subject = Ответа об описке пока нет
letter-ruled-subject = Решение по вашей жалобе
letter-ruling-applied-subject = Что решение по жалобе меняет в вашем деле

letter-not-accepted-what = Документы по вашему заявлению «{ $service }», дело № { $number }, { $date } не приняты. Кто решил: { $officers }. Обращение записано, его номер остаётся за вами.
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
letter-preliminary-ruling-what = Вашу жалобу № { $number } должностное лицо намерено не удовлетворять. Это ещё не решение. Закон даёт вам право сначала высказать свою позицию.

letter-post-checked-what = Решение по вашему делу «{ $service }», № { $number }, было дано до того, как проверено всё. Проверка закончена, решение остаётся в силе без условий.
letter-post-checked-why = Всё, что оставалось проверить, подтвердилось.
letter-post-checked-why-time = Время на проверку вышло. Решение, которое за это время никто не поставил под сомнение, остаётся в силе.

letter-deemed-granted-what = По вашему делу «{ $service }», № { $number }, орган не принял решения в срок. Здесь молчание по закону означает согласие: то, о чём вы просили, вам предоставлено.
letter-deemed-granted-why = Так говорит закон, названный ниже. Отменить это можно только особым решением, по перечисленным в законе основаниям и выслушав вас.

letter-revoked-what = Решение по вашему делу «{ $service }», № { $number }, которым вам предоставлена услуга, отменено { $date }. Кто решил: { $officers }.
letter-revoked-burden-what = Отказ по вашему делу «{ $service }», № { $number }, отменён { $date }. Дело решается заново. Кто решил: { $officers }.
letter-revoked-compensated = Ущерб, который вы понесли, положившись на прежнее решение, возмещается.

letter-corrected-what = В решении по вашему делу «{ $service }», № { $number }, исправлена описка: вместо «{ $was }» следует читать «{ $reads }».
letter-corrected-why = Исправлены только слова. Само решение, его суммы, числа и даты не изменились.
letter-corrected-do = От вас ничего не нужно. Если неверно что-то ещё, попросите исправить и это.

letter-correction-declined-what = Вы просили исправить описку по делу «{ $service }», № { $number }. Должностное лицо описки не нашло.
letter-correction-declined-why = Исправить так можно только слова, но не число, дату или право. Должностное лицо пишет:
letter-correction-declined-do = Если неверно что-то другое, попросите исправить это.
letter-correction-declined-do-complain = Если вы не согласны с самим решением, его можно обжаловать.

letter-correction-overdue-what = Вы просили исправить описку по делу «{ $service }», № { $number }. Срок прошёл, а ответа нет.
letter-correction-overdue-why = Просьба передана руководителю органа. Ответ вам по-прежнему должны дать.

letter-ruled-what = По вашей жалобе № { $number } { $date } принято решение. Кто решил: { $officers }.
letter-ruled-do = От вас ничего не нужно. Что это меняет в деле, на которое вы жаловались, скажет отдельное письмо.
letter-ruled-do-next = Пожаловаться в следующую инстанцию, если она ещё есть (см. ниже).
letter-ruled-do-court = Обратиться в суд.

letter-ruling-applied-what = По вашей жалобе № { $appeal } прежнее решение по делу «{ $service }», № { $number }, отменено.
letter-ruling-applied-what-none = Рассмотрение вашей жалобы № { $appeal } закончено. В деле «{ $service }», № { $number }, ничего не изменилось.
letter-ruling-applied-why-none = Прежнее решение остаётся в силе. Доводы названы в письме о решении по жалобе. Хуже, чем было, из-за жалобы не стало.
letter-preliminary-withdrawn-subject = Предварительное решение отозвано
letter-held-up-subject = Одобренное пока не выдано: есть другое ваше дело о том же
letter-steps-dropped-subject = Услуга, которая должна была последовать, не начнётся
letter-receipt-recorded-subject = Отмечено, что вы получили письмо
letter-preliminary-withdrawn-what = Предварительное решение по вашему делу «{ $service }», № { $number }, о котором вам сообщили, второе должностное лицо вернуло. Его больше нет.
letter-preliminary-withdrawn-why = То, что против вас, принимают только двое. Рассмотрение продолжается. Если такое решение подготовят снова, вы получите новое письмо и всё время на вашу позицию.
letter-preliminary-withdrawn-do = Отвечать на прежнее письмо не нужно. То, что вы уже сказали, остаётся в деле.
letter-held-up-what = То, о чём вы просили по делу «{ $service }», № { $number }, одобрено, но пока ничего не выдано.
letter-held-up-why = Ваше дело № { $other } – о том же самом, а одно и то же дважды не дают. Должностное лицо видит оба дела.
letter-held-up-do = Если по делу № { $other } решения ещё нет и оно вам больше не нужно, отзовите его: тогда вам дадут то, что одобрено здесь. Иначе делать ничего не нужно.
letter-steps-dropped-what = В заявлении, к которому относится ваше дело «{ $service }», № { $number }, следующая услуга не начнётся.
letter-steps-dropped-needed = «{ $service }»: не дано то, что для неё нужно.
letter-steps-dropped-taken = «{ $service }»: о том же уже открыто другое дело, возможно, другого родителя.
letter-steps-dropped-do = Если нужное всё же дадут, услуга начнётся сама. Её можно попросить и отдельно, в любое время.
letter-receipt-recorded-what = По вашему делу «{ $service }», № { $number }, должностное лицо отметило, что вы получили письмо. С этого времени могут идти сроки.
letter-receipt-recorded-why = Письмо: «{ $letter }». { $proof }, { $date }.
letter-receipt-recorded-do = Если это не так, сразу сообщите: подайте жалобу или напишите по делу. Само письмо – в вашем кабинете.

letter-filed-defect-subject = Ваше сообщение об ошибке в регистре получено
letter-ruled-defect-subject = Ответ об ошибке в регистре
letter-ruled-defect-what = На ваше сообщение об ошибке в регистре № { $number } { $date } дан ответ. Кто ответил: { $officers }.
letter-ruled-defect-do = От вас ничего не нужно. Ваши дела, которые опираются на этот регистр, рассмотрят снова без вашего обращения; что меняется, скажут отдельные письма.
letter-defect-confirmed-subject = В регистре ошибка, её исправят
letter-defect-confirmed-what = Орган, который ведёт регистр, установил, что вы правы («{ $service }», № { $number }).
letter-defect-confirmed-why = Что он установил, записано в деле.
letter-defect-confirmed-until = Регистр должны исправить до { $date }.
letter-mending-overdue-subject = Регистр вовремя не исправили
letter-mending-overdue-what = Регистр должны были исправить («{ $service }», № { $number }). Срок прошёл, а сведений об исправлении нет.
letter-mending-overdue-why = Дело передано руководителю органа. Исправить регистр по-прежнему обязаны, и до этого против вас ничего не решают.
letter-mending-overdue-do = От вас ничего не нужно. Вы можете пожаловаться в уполномоченный орган по защите персональных данных или обратиться в суд.
letter-register-corrected-subject = Регистр исправлен
letter-register-corrected-what = Исправлен регистр, на который опирается ваше дело «{ $service }», № { $number }.
letter-register-corrected-why = Регистры спрашивают снова, и дело идёт дальше с тем, что они сообщают теперь.
letter-register-corrected-why-decided = Ваше дело решено раньше. Решение остаётся в силе.
letter-register-corrected-do = Если из-за ошибки оно было не в вашу пользу, вы можете подать заявление снова или обжаловать решение: как это сделать, написано в деле.
