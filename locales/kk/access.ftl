# Менің деректерімді кім қарады.

access-title = Менің деректерімді кім қарады
access-text = Тізілімдердегі деректеріңізге әр жүгіну жазылады: кім, нені, не үшін және қай заң бойынша. Алдымен жаңалары.
access-none = Бұл жерде деректеріңізге әлі ешкім жүгінген жоқ.
access-fields = Не оқылды
access-by = Кім
access-by-yourself = Өзіңіз
access-by-program = Тұтас, өтініш үшін
access-by-officer = Лауазымды адам: { $body }
access-purpose = Не үшін
access-number = № { $number }
access-law = Негізі
access-by-consent = келісіммен
access-by-law = заң бойынша
access-older = Бұрынғылары
access-newest = Ең жаңалары
access-wrong = Жүгінуді танымадыңыз ба? Сонда аталған тізілімнің иесінен сұраңыз.
access-case-file = Ісіңіздің материалдары
