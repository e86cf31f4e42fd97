# Совместное заявление, которое просят подписать.

statement-title = Совместное заявление об установлении отцовства
statement-asks = { $name } просит вас подписать это заявление (№ { $number }).
statement-what = Этим заявлением вы признаёте себя отцом этого ребёнка, а мать подтверждает это своей подписью. В записи о ребёнке вы будете указаны отцом.
statement-children = Дата рождения
statement-until = Подписать можно до
statement-law = Закон
statement-own = Подписать за себя можете только вы. Никто не вправе подписать вместо вас или принуждать вас к этому.
statement-reads = Что запрашивается о вас для этого заявления
statement-reads-none = О вас ничего не запросят.
statement-read-fields = Сведения
statement-read-law = На основании
statement-read-by-law = (запрашивается по закону)
statement-agree = Подписываю заявление
statement-agree-hint = Подписывая, вы признаёте себя отцом этого ребёнка.
statement-decline = Отказываюсь
statement-decline-hint = Заявление матери будет рассмотрено без вашей подписи. Объяснять причину не нужно.
statement-choose = Ваш ответ
statement-send = Отправить ответ
statement-signed = Вы подписали это заявление.
statement-declined = Вы отказались подписать это заявление.
statement-problem-choose = Выберите, подписываете вы или отказываетесь
done-statement = Ваш ответ записан.
