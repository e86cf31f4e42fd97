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
letter-filed-do = От вас ничего не нужно. Вы можете следить за делом на его странице и отозвать заявление, пока решения нет.

letter-opened-what = Предыдущий шаг завершён, поэтому услуга «{ $service }» началась сама. Её оказывает: { $body }. Дело зарегистрировано { $date } под № { $number }.
letter-opened-why = Она входит в ваше заявление № { $application }; больше ничего подавать не нужно.

letter-deficiency-what = В вашем деле «{ $service }», № { $number }, не хватает того, что требует закон. Это не отказ: недостающее ещё можно представить.
letter-deficiency-signature-what = По вашему делу «{ $service }», № { $number }, ждём подписи отца ребёнка. Это не отказ: он ещё может подписать в своём кабинете.
letter-deficiency-until = { $date } включительно.
letter-deficiency-lapse = Если недостающее не поступит в срок, должностное лицо решит по тому, что есть. Перед отказом вас выслушают.

letter-deficiency-cured-what = Недостающее по вашему делу «{ $service }», № { $number }, поступило. Дело продолжается.
letter-deficiency-cured-until = Решение должно быть принято до { $date } включительно.

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
letter-deemed-refused-do = Вы можете подать жалобу сейчас или подождать: орган по-прежнему обязан принять решение, и оно может быть положительным.

letter-withdrawn-what = Вы отозвали заявление «{ $service }», дело № { $number }. Ничего не решалось.
letter-withdrawn-why = Заявление можно отозвать, пока решение не принято.
letter-withdrawn-do = Вы можете подать заявление снова в любое время.

letter-complain-text = { $to }.
letter-complain-within = Срок: { $term } со дня, когда вы узнали о решении. Жалобу, поданную позже, тоже примут.
letter-complain-until = Подать жалобу можно до { $date } включительно. Жалобу, поданную позже, тоже примут.
letter-complain-silence = Если до конца срока решения нет, вы можете сразу подать жалобу.
