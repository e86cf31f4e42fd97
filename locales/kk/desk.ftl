# Лауазымды адамның үстелі: мерзімі бойынша тізім, іс және онымен не істеуге болатыны.

desk-title = Жұмыстағы істер
desk-filter = Көрсету
desk-filter-mine = Лауазымды адамды күткендер
desk-filter-all = Барлық ашық істер
desk-caption = Мерзімі бойынша істер, алдымен жақындары
desk-number = Іс
desk-service = Қызмет
desk-phase = Жайы
desk-due = Мерзімі
desk-left = Қалған жұмыс күні
desk-left-past = { $days } жұмыс күніне кешікті
desk-left-today = Бүгін
desk-left-days = { $days } жұмыс күні
desk-no-due = Мерзім жүріп тұрған жоқ
desk-document-waits = Құжатты қарау керек
desk-none-mine = Лауазымды адамды күтіп тұрған іс жоқ.
desk-none-all = Ашық іс жоқ.
desk-more = Келесі істер
desk-first = Басынан
desk-shown = Осы бетте { $count } іс

desk-jump = Осы бетте
desk-term-due = Мерзім бітеді
desk-application = Өтініш
desk-decide = Шешу
desk-last-preliminary = Алдын ала шешім мерзімге сыятын соңғы күн: { $date }
desk-amount = Күтілетін мөлшері
desk-why-not = Қазір нені істеуге болмайды
desk-not-grant = Оң шешуге болмайды: { $why }
desk-not-approve = Бекітуге болмайды: { $why }
desk-not-prepare-refusal = Бас тартуды дайындауға болмайды: { $why }
desk-not-rule = Шағымды толық қанағаттандыруға болмайды: { $why }
desk-not-extend = Мерзімді ұзартуға болмайды: { $why }
desk-nothing = Қазір шешетін ештеңе жоқ.

desk-grant = Оң шешім
desk-grant-text = Барлық талап орындалған. Адам хат алады, жазба тізілімге енгізіледі.
desk-grant-amount = Мөлшері: { $amount }
desk-grant-button = Оң шешу

desk-examine = Қаралатын құжаттар
desk-examine-open = { $file } файлын ашу
desk-examine-sent = Жіберілген уақыты: { $date }
desk-examine-copy = Құжатта не жазылғанын көшіріңіз. Сонда ол дәлелге айналады, талаптар қайта тексеріледі.
desk-accept-button = Құжатты қабылдау
desk-turn-down = Құжатты қабылдамау
desk-turn-down-why = Құжатты неге қабылдауға болмайды
desk-turn-down-hint = Мұны адам оқиды. Ненің дұрыс емесін және қандай құжат жарайтынын жазыңыз.
desk-turn-down-button = Қабылдамау

desk-ask = Адамнан жетіспейтінін сұрау
desk-ask-requirement = Талап
desk-ask-words = Не керек, өз сөзіңізбен
desk-ask-words-hint = Мұны адам хаттан оқиды. Қарапайым жазыңыз: не керек, қандай түрде, қайдан алуға болады.
desk-ask-button = Сұрауды жіберу

desk-prepare = Бас тартуды дайындау
desk-prepare-text = Адам алдын ала шешімді алады. Алдымен ол пікірін айта алады; содан кейін екінші лауазымды адам бас тартуды бекітеді немесе кері қайтарады.
desk-prepare-grounds = Орындалмаған талаптар
desk-prepare-reasons = Дәлелдер
desk-prepare-reasons-hint = Оларды адам оқиды. Қай факт, қай тізілімнен, қай талапқа қайшы.
desk-reads-kk = Адам қазақша оқиды: қазақша жазыңыз.
desk-reads-ru = Адам орысша оқиды: орысша жазыңыз.
desk-reads-en = Адам ағылшынша оқиды: ағылшынша жазыңыз.
desk-prepare-button = Алдын ала шешімді жіберу

desk-approve = Дайындалған бас тарту
desk-approve-by = Дайындаған
desk-approve-text = Дәлелдер мен адамның пікірін оқыңыз. Сіз екінші лауазымды адам ретінде шешесіз.
desk-approve-objections = Адам пікірін айтты. Хатта жоғарыдағы дәлелдер ғана болады. Онда бұл пікірдің неге көндірмейтіні айтылмаса, шешімді кері қайтарыңыз.
desk-approve-confirm = Дәлелдер мен адамның пікірін оқыдым
desk-approve-button = Бекіту
desk-return = Кері қайтару
desk-return-words = Неге қайтарылады
desk-return-words-hint = Шешімді дайындаған адам үшін.
desk-return-button = Кері қайтару
desk-no-view = Адам пікірін айтпады.

desk-findings = Талаптар
desk-findings-caption = Талаптар, олардың заңы және негізделген мәліметтер
desk-requirement = Талап
desk-values = Мәліметтер
desk-verdict = Қорытынды
desk-filer = Өтініш беруші туралы
desk-evidence = Дәлелдемелер
desk-answers = Адам не деп жауап берді
desk-deficiencies = Не жетіспейді
desk-deficiency-until = { $date } күніне дейін
desk-history = Істің барысы
desk-letters = Хаттар
desk-view = Адамның пікірі

desk-problem-words = Мәтінді жазыңыз
desk-problem-requirement = Талапты таңдаңыз
desk-problem-grounds = Кемінде бір талапты белгілеңіз
desk-problem-reasons = Дәлелдерді жазыңыз
desk-problem-confirm = Дәлелдер мен адамның пікірін оқығаныңызды белгілеңіз
done-desk-granted = Оң шешім қабылданды.
done-desk-asked = Сұрау адамға жіберілді.
done-desk-prepared = Алдын ала шешім адамға жіберілді.
done-desk-approved = Бекітілді; адам хат алды.
done-desk-returned = Дайындаған адамға кері қайтарылды.
done-desk-accepted = Құжат қабылданды.
done-desk-turned-down = Құжат қабылданбады; адам хат алды.
