# Совместное заявление, которое просят подписать.

statement-title = Совместное заявление об установлении отцовства
statement-asks = { $name } просит вас подписать это заявление (дело № { $number }).
statement-what = Подписывая, вы вместе со вторым родителем заявляете, кто отец ребёнка. Он будет указан в записи о ребёнке.
statement-children = Дата рождения
statement-until = Подписать можно до
statement-law = Закон
statement-own = Подписать за себя можете только вы. Никто не вправе подписать вместо вас или принуждать вас к этому.
statement-reads = Что запросят о вас, если вы подпишете
statement-reads-none = О вас ничего не запросят.
statement-read-fields = Сведения
statement-read-law = На основании
statement-read-by-consent = с вашего согласия, которое вы даёте подписью
statement-read-by-law = по закону, без согласия
statement-agree = Подписываю заявление
statement-agree-hint = Согласен (согласна), что указанные выше сведения будут запрошены для этого дела.
statement-decline = Отказываюсь
statement-decline-hint = Заявление второго родителя будет рассмотрено без вашей подписи. Объяснять причину не нужно.
statement-choose = Ваш ответ
statement-send = Отправить ответ
statement-signed = Вы подписали это заявление.
statement-declined = Вы отказались подписать это заявление.
statement-problem-choose = Выберите, подписываете вы или отказываетесь
done-statement = Ваш ответ записан.
