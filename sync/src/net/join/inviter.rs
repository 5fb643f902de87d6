//! The inviter's side: hears an applicant, shows the words, and enrols when somebody approves.

use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, PersonId};
use deelbaar_schema::role::Action;
use deelbaar_schema::statement::{Admission, Statement};
use deelbaar_schema::text::MAX_NAME;
use deelbaar_schema::time::Term;
use iroh::endpoint::{Connection, RecvStream, SendStream};
use tokio::sync::{mpsc, oneshot};

use super::code::{Invitation, InvitationId};
use super::message::{Answer, Application, FirstDevice, Granted, Offer, Reply, commitment};
use super::register::Joining;
use super::words::Words;
use super::{APPROVAL, Closed, JoinError, MAX_MESSAGE, PATIENCE, patient};
use crate::net::crowd::Guest;
use crate::net::frame;
use crate::workspace::{Person, Workspace, WorkspaceError, random};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Name, as given by the applicant, without what could not be seen.
    pub name: String,
    /// The device.
    pub device: DeviceId,
    /// What the code was for.
    pub invitation: Invitation,
    /// Which invitation that was.
    pub id: InvitationId,
    /// What the applicant must read aloud.
    pub words: Words,
}

/// A request that waits for an answer.
#[derive(Debug)]
pub struct Asked {
    /// Who asks.
    pub applicant: Applicant,
    /// Where the answer goes. It is closed when the applicant left or the invitation ended.
    pub answer: oneshot::Sender<Verdict>,
}

/// What whoever was asked says.
#[derive(Debug)]
pub enum Verdict {
    /// No.
    Refuse,
    /// Yes; for an alderman with the key of the second person.
    Admit(Option<Box<SecretKey>>),
}

/// An application that can be granted.
struct Sound {
    invitation: Invitation,
    device: DeviceId,
    name: String,
    person: PersonId,
    founded: Option<FirstDevice>,
}

/// How a request ended.
enum Outcome {
    Approved(Option<Box<SecretKey>>),
    Refused,
    Nobody,
    /// The applicant left.
    Gone,
    /// The invitation was taken back, or somebody else used it.
    Ended(Closed),
}

impl Joining {
    /// Serves one applicant.
    pub(in super::super) async fn serve(
        &self,
        connection: &Connection,
        workspace: &Workspace,
    ) -> Result<(), JoinError> {
        let _talk = self.talk();
        let guest = self.strangers.enter();
        let served = async {
            let opened = patient(connection.accept_bi()).await?;
            let (mut send, mut receive) = opened.map_err(|_error| JoinError::BrokenOff)?;
            let heard = self.hear(connection, workspace, (&mut send, &mut receive), &guest).await;
            if !matches!(heard, Err(JoinError::BrokenOff | JoinError::Unsound)) {
                wait_until_read(send).await;
            }
            heard
        };
        // Many strangers came since.
        guest.within(served).await.unwrap_or(Err(JoinError::BrokenOff))
    }

    async fn hear(
        &self,
        connection: &Connection,
        workspace: &Workspace,
        (send, receive): (&mut SendStream, &mut RecvStream),
        guest: &Guest,
    ) -> Result<(), JoinError> {
        let secret: [u8; 16] = patient(frame::read(receive, MAX_MESSAGE)).await??;
        let id = InvitationId::of(&secret);
        let invitation = match self.find(&id, workspace.clock().now()) {
            Ok(invitation) => invitation,
            Err(closed) => {
                frame::write(send, &Reply::Closed(closed)).await?;
                return Err(JoinError::Closed(closed));
            }
        };
        let Some(doorkeeper) = self.doorkeeper() else {
            frame::write(send, &Reply::NobodyThere).await?;
            return Err(JoinError::NobodyAnswered);
        };
        let (person, nonce) = (PersonId::from_bytes(*random::<16>()?), *random::<16>()?);
        let Some(offer) = offer(workspace, &invitation) else {
            self.end(&id, Closed::Cancelled)?;
            frame::write(send, &Reply::Closed(Closed::Cancelled)).await?;
            return Err(WorkspaceError::TakesPartNoMore.into());
        };
        frame::write(send, &Reply::Offer(Box::new(offer), commitment(&nonce))).await?;
        // From here on the nonce is fixed, and nobody else knows it.
        let bytes = patient(frame::read_bytes(receive, MAX_MESSAGE)).await??;
        let device = DeviceId::from_bytes(*connection.remote_id().as_bytes());
        let sound = check(invitation, device, person, encoding::decode(&bytes)?)?;
        // From here on the applicant is bound too. The try counts before it can know the words.
        if let Err(closed) = self.count(&id, workspace.clock().now())? {
            frame::write(send, &Answer::Closed(closed)).await?;
            return Err(JoinError::Closed(closed));
        }
        guest.is_let_in();
        frame::write(send, &Answer::Nonce(nonce)).await?;
        let words = Words::of(workspace.device(), device, id, &bytes, &nonce);
        let (name, invitation) = (sound.name.clone(), sound.invitation.clone());
        let applicant = Applicant { name, device, invitation, id, words };
        let outcome = self.outcome(doorkeeper, applicant, connection).await;
        let (answer, result) = self.conclude(workspace, &id, sound, outcome).await?;
        frame::write(send, &answer).await?;
        result
    }

    /// Waits for the first that happens: an answer, the applicant leaves, the invitation ends, or nobody answers in time.
    async fn outcome(&self, doorkeeper: mpsc::Sender<Asked>, applicant: Applicant, from: &Connection) -> Outcome {
        let id = applicant.id;
        let (answer, answered) = oneshot::channel();
        let asking = async {
            doorkeeper.send(Asked { applicant, answer }).await.ok()?;
            answered.await.ok()
        };
        tokio::select! {
            biased;
            _ = from.closed() => Outcome::Gone,
            said = asking => match said {
                Some(Verdict::Admit(second)) => Outcome::Approved(second),
                Some(Verdict::Refuse) => Outcome::Refused,
                None => Outcome::Nobody,
            },
            end = self.ended(&id) => end.map_or(Outcome::Nobody, Outcome::Ended),
            () = tokio::time::sleep(APPROVAL) => Outcome::Nobody,
        }
    }

    /// Does what was answered, and says what to tell the applicant.
    async fn conclude(
        &self,
        workspace: &Workspace,
        id: &InvitationId,
        sound: Sound,
        outcome: Outcome,
    ) -> Result<(Answer, Result<(), JoinError>), JoinError> {
        // One code, one device: whoever comes second with it finds it used, and so does whoever was refused.
        let ended = match outcome {
            Outcome::Approved(_) => self.end(id, Closed::Used),
            Outcome::Refused => self.end(id, Closed::Declined),
            Outcome::Ended(closed) => Err(JoinError::Closed(closed)),
            Outcome::Nobody => return Ok((Answer::NobodyAnswered, Err(JoinError::NobodyAnswered))),
            Outcome::Gone => return Err(JoinError::BrokenOff),
        };
        match ended {
            Err(JoinError::Closed(closed)) => return Ok((Answer::Closed(closed), Err(JoinError::Closed(closed)))),
            other => other?,
        }
        let Outcome::Approved(second) = outcome else {
            return Ok((Answer::Declined, Err(JoinError::Declined)));
        };
        let workspace = workspace.clone();
        let granted = tokio::task::spawn_blocking(move || grant(&workspace, sound, second.as_deref())).await;
        Ok(match granted {
            Ok(Ok(granted)) => (Answer::Granted(granted.map(Box::new)), Ok(())),
            Ok(Err(error)) => (Answer::NotEnrolled, Err(error)),
            Err(_panic) => (Answer::NotEnrolled, Err(JoinError::NotEnrolled)),
        })
    }
}

/// A connection that is dropped at once may lose its last words.
async fn wait_until_read(mut send: SendStream) {
    if send.finish().is_ok() {
        let stopped = tokio::time::timeout(PATIENCE, send.stopped()).await;
        drop(stopped);
    }
}

/// What is offered; nothing once whose second device it would be takes part no more.
fn offer(workspace: &Workspace, invitation: &Invitation) -> Option<Offer> {
    Some(match invitation {
        Invitation::Municipality { code, name } => {
            let (region, today) = (workspace.identity().region.clone(), workspace.clock().today());
            Offer::Municipality { region, code: *code, name: name.clone(), today }
        }
        Invitation::Colleague { role, .. } => Offer::Colleague { role: *role },
        Invitation::Device(person) => Offer::Device { role: workspace.person_today(person)?.role },
    })
}

/// At most so long a name as people may enter, without line breaks, invisible signs and changes of direction, which could make it look like something else.
fn readable(name: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let seen: String = name.chars().filter(|c| !unseen(*c)).take(MAX_NAME).collect();
    seen.trim().to_owned()
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(super) fn checks(invitation: Invitation, application: Application) {
    drop(check(invitation, DeviceId::from_bytes([3; 32]), PersonId::from_bytes([1; 16]), application));
}

/// Nobody is bothered with an application that could not be granted.
fn check(
    invitation: Invitation,
    device: DeviceId,
    person: PersonId,
    application: Application,
) -> Result<Sound, JoinError> {
    let name = readable(&application.name);
    if name.is_empty() {
        return Err(JoinError::Unsound);
    }
    match (&invitation, &application.founded) {
        (Invitation::Municipality { code, .. }, Some(FirstDevice { keys, enrolment })) => {
            let verified = enrolment.verify().map_err(|_error| JoinError::Unsound)?;
            let own = match verified.statement() {
                // Only a policy officer begins a municipality: nobody else could let colleagues in.
                Statement::Enrolment(e) => {
                    e.device == device && e.municipality == *code && e.role.may(Action::ManageDevices)
                }
                _ => false,
            };
            if !own || verified.signer() != keys.key || keys.second == keys.key {
                return Err(JoinError::Unsound);
            }
        }
        (Invitation::Colleague { .. } | Invitation::Device(_), None) => {}
        _ => return Err(JoinError::Unsound),
    }
    Ok(Sound { invitation, device, name, person, founded: application.founded })
}

/// Enrols; returns what a colleague needs.
fn grant(workspace: &Workspace, sound: Sound, by_second: Option<&SecretKey>) -> Result<Option<Granted>, JoinError> {
    let person = match (sound.invitation, sound.founded) {
        (Invitation::Municipality { code, name }, Some(FirstDevice { keys, enrolment })) => {
            let region = workspace.region_space();
            let term = Term::since(workspace.clock().today());
            let admission = Admission { region, municipality: code, name, keys, term };
            workspace.admit(admission, enrolment, by_second)?;
            return Ok(None);
        }
        (Invitation::Colleague { role, term }, None) => Person { id: sound.person, name: sound.name, role, term },
        // Whose device it is was said when inviting, not by whoever came with the code.
        (Invitation::Device(person), None) => workspace.person_today(&person).ok_or(WorkspaceError::TakesPartNoMore)?,
        _ => return Err(JoinError::Unsound),
    };
    workspace.enrol(sound.device, &person, by_second)?;
    let identity = workspace.identity();
    let (region, municipality) = (identity.region.clone(), identity.municipality.clone());
    Ok(Some(Granted { region, municipality, person }))
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_name_cannot_look_like_something_else() {
        assert_eq!(readable(" Anna\n van \u{202e}der\u{200b} Berg\u{7} "), "Anna van der Berg");
        assert_eq!(readable("\u{2066}\u{feff}\t "), "");
        assert_eq!(readable(&"é".repeat(500)).chars().count(), 120);
    }
}
