//! What is given: how the service differs from the general procedure, and the application.

use tutas_domain::actor::Actor;
use tutas_domain::definition::{
    Acceptance, AutomatedGrant, Cure, ExceptionGround, Hearing, HearingException, LegalTerm,
    PauseGround, Provisional, Revocation, Silence, TermEffect, WindowFrom,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::Texts;

use super::country::{self, law};
use super::pattern::Args;
use super::sentence::Step;
use super::words;
use super::world::{Stop, World};

/// Given …
pub(crate) const GIVENS: &[Step] = &[
    (
        "an application received with a term of {length}",
        |world, args| world.apply(&person(), args.length()),
    ),
    ("an application received", |world, _| {
        world.apply(&person(), TermLength::working_days(15))
    }),
    ("an application received by {who}", |world, args| {
        world.apply(args.who(), TermLength::working_days(15))
    }),
    ("a service where silence is consent by law", |world, _| {
        let law = law("law of the service");
        world.service.silence = Silence::Consent { law };
        Ok(())
    }),
    (
        "a service whose law lists the exception from the hearing: {exception}",
        lists_exception,
    ),
    (
        "a service whose law lists the ground of revocation: {ground}",
        lists_revocation,
    ),
    (
        "a service decided without a hearing by article {text}",
        |world, args| {
            world.service.hearing = Hearing::Excepted {
                law: law(&args.text(0)),
            };
            Ok(())
        },
    ),
    (
        "a service whose cure window is {length} from {from}, and the term {effect}",
        |world, args| {
            world.service.cure = cure(args);
            Ok(())
        },
    ),
    (
        "a service whose law lets the term stand still for {text}, at most {length}",
        |world, args| {
            let at_most = LegalTerm {
                length: args.length(),
                law: law("law of the service"),
            };
            world.service.pauses.push(PauseGround {
                name: args.text(0),
                title: Texts::default(),
                at_most,
            });
            Ok(())
        },
    ),
    (
        "a service where a special law turns away incomplete papers within {length}",
        |world, args| {
            let within = LegalTerm {
                length: args.length(),
                law: law("88-V, 19"),
            };
            let law = law("88-V, 19");
            world.service.acceptance = Acceptance::Refuse { law, within };
            Ok(())
        },
    ),
    (
        "a service that may be granted before {texts} {is} looked at, checked within {length}",
        |world, args| {
            let check_in = LegalTerm {
                length: args.length(),
                law: law("law of the service"),
            };
            world.service.provisional = Some(Provisional {
                law: law("law of the service"),
                later: args.texts(0),
                condition: Texts::default(),
                check_in,
            });
            Ok(())
        },
    ),
    (
        "a service the program may grant by article {text}",
        |world, args| {
            let law = law(&args.text(0));
            world.service.automated = Some(AutomatedGrant::Law { law });
            Ok(())
        },
    ),
    (
        "a service the program may grant if the person consents",
        |world, _| {
            let law = law("94-V, 19-1");
            world.service.automated = Some(AutomatedGrant::Consent { law });
            Ok(())
        },
    ),
    (
        "the person consents to an automated decision",
        |world, _| {
            world.consents = true;
            Ok(())
        },
    ),
    (
        "a service whose act takes effect in spite of an appeal",
        |world, _| {
            world.service.appeal.suspends = None;
            Ok(())
        },
    ),
    (
        "a service whose act does not say how to appeal",
        |world, _| {
            world.says_how_to_appeal = false;
            Ok(())
        },
    ),
    (
        "a service where receipt may be proven by {channel}",
        |world, args| {
            let channel = words::channel(args.choice(0)).ok_or("no such channel")?;
            world.service.receipt.push(channel);
            Ok(())
        },
    ),
    (
        "what the registers say names the other parent",
        |world, _| {
            world.names_other_parent = true;
            Ok(())
        },
    ),
    ("a grant would give {number}", |world, args| {
        world.amount = Some(args.number().into());
        Ok(())
    }),
    ("what a grant would give cannot be told", |world, _| {
        world.amount = None;
        Ok(())
    }),
];

fn person() -> Actor {
    Actor::Person(words::the_person())
}

fn lists_exception(world: &mut World, args: &Args) -> Result<(), Stop> {
    let ground = words::exception(args.choice(0)).ok_or("no such exception")?;
    let articles = match ground {
        ExceptionGround::Urgent => "73(2)4)",
        ExceptionGround::Petition => "73(2)5)",
        ExceptionGround::Enforcement => "73(2)2)",
        ExceptionGround::Simplified => "73(2)6)",
        ExceptionGround::CourtBan => "73(2)8)",
        ExceptionGround::Reception => "73(2)9)",
        ExceptionGround::Ended => "73(2)10)",
    };
    let Hearing::Required { exceptions, .. } = &mut world.service.hearing else {
        return Err("there is no hearing from which to except".into());
    };
    exceptions.push(HearingException {
        ground,
        law: law(articles),
    });
    Ok(())
}

fn lists_revocation(world: &mut World, args: &Args) -> Result<(), Stop> {
    let ground = words::ground(args.choice(0)).ok_or("no such ground")?;
    world.service.revocation.push(Revocation {
        ground,
        law: law("84-85"),
        compensated: false,
    });
    Ok(())
}

fn cure(args: &Args) -> Cure {
    let from = match args.choice(0) {
        "the notice" => WindowFrom::Notice,
        _ => WindowFrom::Receipt,
    };
    let effect = match args.choice(1) {
        "begins anew" => TermEffect::Restart,
        "stands still meanwhile" => TermEffect::Pause,
        _ => TermEffect::None,
    };
    let window = LegalTerm {
        length: args.length(),
        ..country::working_days(0, "64(6)")
    };
    Cure {
        window,
        effect,
        from,
    }
}
