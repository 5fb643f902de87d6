//! Inviting, and letting in whoever comes with the code and reads the same words.

use std::collections::VecDeque;
use std::time::Duration;

use deelbaar_schema::role::Role;
use deelbaar_schema::time::Term;
use deelbaar_sync::clock::Clock;
use deelbaar_sync::net::{Applicant, Invitation, OpenInvitation};
use serde_json::json;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::args::{Invitations, Invite};
use super::network::{PATIENCE, keeps_everything, municipality, municipality_name, role, wait};
use super::people::person;
use super::session::{day, leave, on_the_network, online, read_text, require_plan, unique};
use crate::console::{Output, complain, terminal};
use crate::engine::{AtTheDoor, Command, CommandError, Done, Executor, Invitee, View};
use crate::failure::Failure;
use crate::host::Folder;
use crate::{format, tr, words};

/// What was typed before anybody could read the question is no answer to it.
const TOO_SOON: Duration = Duration::from_millis(700);

/// `invite`
pub fn invite(folder: &Folder, args: &Invite, out: Output) -> Result<(), Failure> {
    if args.wait && !args.approve && !terminal().is_interactive() {
        return Err(Failure::Usage(tr!("cli-invite-no-terminal")));
    }
    let second = match &args.second_key {
        None => Zeroizing::default(),
        Some(file) => Zeroizing::new(read_text(file)?),
    };
    on_the_network(async {
        let mut executor = online(folder, args.listen).await?;
        let invitee = match invitee(&executor, args) {
            Ok(invitee) => invitee,
            Err(failure) => {
                leave(&executor).await?;
                return Err(failure);
            }
        };
        let Done::Invited(code, _) = executor.execute(Command::Invite(invitee))? else { return Ok(()) };
        out.say(&json!({ "code": code }), || tr!("cli-invited", code = code.as_str()));
        if args.wait {
            let welcomed = welcome(&mut executor, (args.approve, args.anew), second).await;
            leave(&executor).await?;
            return welcomed;
        }
        complain(&tr!("cli-invite-needs-wait"));
        leave(&executor).await
    })
}

/// Who is invited, by what was asked for.
fn invitee(executor: &Executor, args: &Invite) -> Result<Invitee, Failure> {
    if let Some(code) = &args.municipality {
        let code = municipality(code)?;
        if args.anew {
            return Ok(Invitee::Anew { code });
        }
        let name = municipality_name(code, args.name.as_deref())?;
        return Ok(Invitee::Municipality { code, name: Some(name) });
    }
    if let Some(name) = &args.role {
        let from = args.from.as_deref().map(day).transpose()?.unwrap_or_else(|| Clock::system().today());
        let until = args.until.as_deref().map(day).transpose()?;
        return Ok(Invitee::Colleague { role: role(name)?, term: Term { from, until } });
    }
    // Colleagues are found in the plan's space.
    require_plan(executor)?;
    let view = executor.view();
    let of = match &args.device_of {
        Some(whose) => person(&view, whose)?,
        None => view.me.device,
    };
    Ok(Invitee::Device { of })
}

/// Lets in the one who comes with the code, and stays until they have everything.
async fn welcome(
    executor: &mut Executor,
    (unseen, anew): (bool, bool),
    second: Zeroizing<String>,
) -> Result<(), Failure> {
    let mut typed = if unseen { None } else { Some(lines()) };
    loop {
        let (applicant, approve) = match &mut typed {
            None => match executor.at_the_door().await {
                Some(AtTheDoor::Came(applicant)) => {
                    introduce(&applicant, &executor.view());
                    complain(&tr!("cli-let-in-unseen"));
                    (applicant, true)
                }
                Some(AtTheDoor::Left(_)) => continue,
                None => return Ok(()),
            },
            Some(typed) => judge(executor, typed).await?,
        };
        let takes_second = match &applicant.invitation {
            Invitation::Municipality { .. } => approve && anew,
            Invitation::Colleague { .. } | Invitation::Device(_) if approve => {
                executor.workspace().letting_in_takes_second(executor.role_of(&applicant.invitation)?)?
            }
            _ => false,
        };
        let mut second = second.clone();
        if let Some(typed) = typed.as_mut().filter(|_| takes_second && second.is_empty()) {
            complain(&if anew { tr!("cli-second-words-region") } else { tr!("cli-second-words") });
            second = Zeroizing::new(typed.recv().await.unwrap_or_default());
        }
        match executor.execute(Command::Answer { device: applicant.device, approve, second: second.to_string() }) {
            Ok(_) if approve => return stay_with(executor, &applicant).await,
            Ok(_) => return Err(Failure::NotLetIn(tr!("cli-refused", name = applicant.name.as_str()))),
            // Left between the answer and now.
            Err(CommandError::NoApplicant) => complain(&tr!("cli-left", name = applicant.name.as_str())),
            Err(error) => return Err(error.into()),
        }
    }
}

fn introduce(applicant: &Applicant, view: &View) {
    let what = words::asks(&applicant.invitation, view);
    complain(&tr!("cli-asks-in", name = applicant.name.as_str(), device = applicant.device.short(), what = what));
    complain(&tr!("cli-words", words = applicant.words.to_string()));
}

/// Asks the person at the terminal about the first who came, until there is an answer.
async fn judge(
    executor: &mut Executor,
    typed: &mut mpsc::UnboundedReceiver<String>,
) -> Result<(Applicant, bool), Failure> {
    let mut waiting: VecDeque<Applicant> = executor.applicants().cloned().collect();
    let mut asked = tokio::time::Instant::now();
    if let Some(first) = waiting.front() {
        question(first, &executor.view());
    }
    loop {
        tokio::select! {
            event = executor.at_the_door() => match event {
                Some(AtTheDoor::Came(applicant)) => {
                    if waiting.iter().any(|other| other.id == applicant.id) {
                        complain(&tr!("participants-same-code"));
                    }
                    if waiting.is_empty() {
                        question(&applicant, &executor.view());
                        asked = tokio::time::Instant::now();
                    }
                    waiting.push_back(applicant);
                }
                Some(AtTheDoor::Left(gone)) => {
                    complain(&tr!("cli-left", name = gone.name.as_str()));
                    let first = waiting.front().map(|first| first.device);
                    waiting.retain(|applicant| applicant.device != gone.device);
                    if let Some(next) = waiting.front().filter(|next| first != Some(next.device)) {
                        question(next, &executor.view());
                        asked = tokio::time::Instant::now();
                    }
                }
                None => return Err(Failure::NotLetIn(tr!("cli-no-answer"))),
            },
            line = typed.recv() => {
                let Some(line) = line else { return Err(Failure::NotLetIn(tr!("cli-no-answer"))) };
                let Some(first) = waiting.front() else { continue };
                match answer(&line).filter(|_| asked.elapsed() > TOO_SOON) {
                    Some(approve) => return Ok((first.clone(), approve)),
                    None => complain(&tr!("cli-yes-or-no")),
                }
            }
        }
    }
}

fn question(applicant: &Applicant, view: &View) {
    introduce(applicant, view);
    complain(&tr!("cli-same-words"));
}

/// Yes or no, in either language; nothing else is an answer.
fn answer(line: &str) -> Option<bool> {
    match line.trim().to_lowercase().as_str() {
        "ja" | "yes" => Some(true),
        "nee" | "no" => Some(false),
        _ => None,
    }
}

/// What is typed, a line each. The thread ends with the input, and with the program.
fn lines() -> mpsc::UnboundedReceiver<String> {
    let (send, receive) = mpsc::unbounded_channel();
    let terminal = terminal();
    std::thread::spawn(move || {
        while let Some(line) = terminal.line() {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    receive
}

async fn stay_with(executor: &Executor, applicant: &Applicant) -> Result<(), Failure> {
    if let Invitation::Colleague { term, .. } = applicant.invitation
        && term.from > Clock::system().today()
    {
        let (name, day) = (applicant.name.as_str(), format::date_long(term.from));
        complain(&tr!("cli-joined-for-later", name = name, day = day));
        return Ok(());
    }
    let caught_up = |executor: &Executor| keeps_everything(executor, &applicant.device);
    if wait(executor, PATIENCE, caught_up).await {
        complain(&tr!("cli-joined", name = applicant.name.as_str()));
        Ok(())
    } else {
        Err(Failure::Late(tr!("cli-joined-late", name = applicant.name.as_str())))
    }
}

/// `invitations`
pub fn invitations(folder: &Folder, args: &Invitations, out: Output) -> Result<(), Failure> {
    let mut executor = folder.open()?;
    if let Some(start) = &args.cancel {
        let low = start.to_ascii_lowercase();
        let all = executor.invitations().into_iter().map(|open| open.id);
        let invitation = unique(start, all.filter(|id| id.to_string().starts_with(&low)))?;
        executor.execute(Command::CancelInvitation { invitation })?;
        out.say(&json!({ "cancelled": invitation.to_string() }), || tr!("done-invitation-cancelled"));
        return Ok(());
    }
    let (open, view) = (executor.invitations(), executor.view());
    let list: Vec<_> = open.iter().map(|open| as_json(open, &view)).collect();
    out.say(&json!(list), || {
        let mut lines: Vec<String> =
            open.iter().map(|open| format!("{}  {}", open.id.short(), words::open_invitation(open, &view))).collect();
        lines.push(tr!("cli-count", count = open.len()));
        lines.join("\n")
    });
    Ok(())
}

fn as_json(open: &OpenInvitation, view: &View) -> serde_json::Value {
    let (municipality, role, device_of) = match &open.invitation {
        Invitation::Municipality { code, .. } => (Some(*code), None, None),
        Invitation::Colleague { role, .. } => (None, Some(role.name()), None),
        Invitation::Device(person) => {
            let who = view.colleague(person);
            (None, who.as_ref().and_then(|who| who.role).map(Role::name), who.map(|who| who.name))
        }
    };
    json!({
        "id": open.id.to_string(), "municipality": municipality, "role": role, "device_of": device_of,
        "until": open.until.utc().to_rfc3339(), "tries": open.tries,
    })
}

#[cfg(test)]
mod tests {
    use deelbaar_schema::role::Role;
    use deelbaar_sync::net::{Code, JoinError, Listen, Node, ask_until};
    use tempfile::TempDir;
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;
    use crate::fixture::leusden;

    #[test]
    fn only_a_whole_word_is_an_answer() {
        assert_eq!(["ja", " JA\n", "yes"].map(answer), [Some(true); 3]);
        assert_eq!(["nee", "No"].map(answer), [Some(false); 2]);
        assert_eq!(["", "j", "y", "n", "jawel", "ja nee"].map(answer), [None; 6]);
    }

    async fn inviting(dir: &TempDir) -> (Executor, Code) {
        let workspace = leusden(&dir.path().join("data"));
        let term = Term::since(workspace.clock().today());
        let node = Node::start(workspace.clone(), Listen::LOOPBACK).await.unwrap();
        let mut executor = Executor::new(workspace, Some(node)).at_the_command_line();
        let invited = executor.execute(Command::Invite(Invitee::Colleague { role: Role::Reader, term }));
        let Ok(Done::Invited(code, _)) = invited else { panic!("{invited:?}") };
        (executor, code.parse().unwrap())
    }

    /// Asks until the sender is dropped; returns when the words are there.
    async fn asks(code: &Code, name: &'static str) -> (oneshot::Sender<()>, JoinHandle<Option<JoinError>>) {
        let (tell, told) = oneshot::channel();
        let (stay, left) = oneshot::channel::<()>();
        let code = code.clone();
        let asking = tokio::spawn(async move {
            let tell = |words| tell.send(words).unwrap();
            let stop = async { drop(left.await) };
            ask_until(&code, name, None, Listen::LOOPBACK, tell, stop).await.err()
        });
        told.await.unwrap();
        (stay, asking)
    }

    /// A *ja* that was typed for one who left is no answer to the next, who may have a stolen code.
    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_for_one_who_left_lets_nobody_else_in() {
        let dir = TempDir::new().unwrap();
        let (mut executor, code) = inviting(&dir).await;
        let (type_in, mut typed) = mpsc::unbounded_channel();
        let people = async {
            let (stay, first) = asks(&code, "Kim").await;
            tokio::time::sleep(TOO_SOON * 2).await;
            drop(stay);
            assert!(matches!(first.await.unwrap(), Some(JoinError::Stopped)));
            let (stay, second) = asks(&code, "Noor").await;
            type_in.send("ja".to_owned()).unwrap();
            tokio::time::sleep(TOO_SOON * 2).await;
            type_in.send("weet niet".to_owned()).unwrap();
            type_in.send("nee".to_owned()).unwrap();
            (stay, second)
        };
        let (judged, (_stay, second)) = tokio::join!(judge(&mut executor, &mut typed), people);
        let (applicant, approve) = judged.unwrap();
        assert_eq!((applicant.name.as_str(), approve), ("Noor", false));
        executor.execute(Command::Answer { device: applicant.device, approve, second: String::new() }).unwrap();
        assert!(matches!(second.await.unwrap(), Some(JoinError::Declined)));
        // No terminal any more is no answer either.
        drop(type_in);
        assert!(matches!(judge(&mut executor, &mut typed).await, Err(Failure::NotLetIn(_))));
        leave(&executor).await.unwrap();
    }
}
