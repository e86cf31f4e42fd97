# Как сейчас работает Tutas, для всех.

status-title = Что сейчас работает
status-all-well = Всё работает.
status-trouble = Сейчас работает не всё.
status-trouble-means = Ничего из поданного не потеряно, и никому не откажут из-за этого.
status-as-of = По состоянию на { $now }.
status-since = С { $since }
status-works = Работает
status-partly = Работает частично
status-late = С задержкой
status-down = Не работает

status-pages = Страницы, заявления и письма
status-pages-works = Вы можете открыть и прочитать всё, что у вас есть.
status-pages-down = Заявления, дела и письма сейчас не открываются. Попробуйте немного позже.
status-filing = Приём заявлений
status-filing-works = Заявления, ответы и файлы принимаются.
status-filing-down = Сейчас ничего нельзя сохранить. Отправьте заявление немного позже: повторная отправка не засчитывается дважды.
status-work = Работа по заявлениям
status-work-works = Всё, чему пришёл срок, делается без задержки.
status-work-late = Проверка данных, решения самой программы и письма приходят позже обычного. Ни один срок из-за этого не становится короче.
status-registers = Реестры других органов
status-registers-works = Каждый реестр ответил, когда его запрашивали в последний раз.
status-registers-partly = Мы запросим ещё раз сами. Никому не откажут из-за того, что реестр не отвечает. Не ответили:
status-silent = с { $since }, последний запрос { $tried }
status-messages = Сообщения на телефон
status-messages-works = Сообщения передаются, как только появляется что прочитать.
status-messages-down = Сообщения приходят позже. То, о чём они сообщают, уже есть в вашем кабинете.

status-announced = Объявленные технические работы
status-announced-none = Технических работ не объявлено.
status-announced-now = Сейчас
status-announced-time = С { $from } до { $until }
