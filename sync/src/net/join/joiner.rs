//! The joiner's side: asks with a code.

use std::net::SocketAddr;

use deelbaar_schema::charter::{Founded, Founding};
use deelbaar_schema::crypto::SecretKey;
use deelbaar_schema::encoding;
use deelbaar_schema::id::{DeviceId, MunicipalityCode, PersonId};
use deelbaar_schema::role::Role;
use deelbaar_schema::statement::SignedStatement;
use deelbaar_schema::time::{Date, Term};
use iroh::endpoint::Connection;

use super::code::Code;
use super::message::{Answer, Application, FirstDevice, Granted, Offer, Reply, commitment};
use super::words::Words;
use super::{ALPN, APPROVAL, Closed, JoinError, MAX_MESSAGE, PATIENCE, patient};
use crate::net::endpoint::{self, Listen};
use crate::net::frame;
use crate::net::neighbourhood::Neighbourhood;
use crate::net::peers::Peers;
use crate::workspace::{
    Identity, Person, Root, Workspace, WorkspaceError, found_municipality, public_enrolment, random, random_key,
};

/// What a joiner gets: enough to set up its workspace.
#[derive(Debug)]
pub struct Grant {
    /// The new device's identity.
    pub identity: Identity,
    /// The inviter, to sync with first.
    pub inviter: DeviceId,
    /// Where it can be reached.
    pub addresses: Vec<SocketAddr>,
}

impl Grant {
    /// Writes down where the inviter is, before there is a node: whichever node of `workspace` starts first dials it, also one
    /// of a later run.
    pub fn remember_inviter(&self, workspace: &Workspace) -> Result<(), WorkspaceError> {
        let peers = Peers::load(workspace.store().clone(), workspace.clock().now())?;
        peers.add_addresses(self.inviter, self.addresses.iter().copied());
        Ok(peers.save()?)
    }
}

/// Asks with `code`, as the person called `name`. `tell` gets the words to read aloud. Waits until somebody answers.
///
/// With `role`, nothing is asked when the invitation is for another role.
pub async fn ask(
    code: &Code,
    name: &str,
    role: Option<Role>,
    listen: Listen,
    tell: impl FnOnce(Words),
) -> Result<Grant, JoinError> {
    ask_until(code, name, role, listen, tell, std::future::pending()).await
}

/// The same, until `stop` comes true. The inviter sees at once that the applicant left.
pub async fn ask_until(
    code: &Code,
    name: &str,
    role: Option<Role>,
    listen: Listen,
    tell: impl FnOnce(Words),
    stop: impl Future<Output = ()>,
) -> Result<Grant, JoinError> {
    let key = random_key()?;
    let own = endpoint::bind(&key, listen, |builder| builder).await.map_err(|_error| JoinError::Unreachable)?;
    // The inviter may have another address by now: on the same network it is found by its key.
    let _neighbourhood = Neighbourhood::join(&own, listen, false);
    let asking = async {
        let address = endpoint::address(code.inviter, &code.addresses, []).ok_or(JoinError::Unsound)?;
        let connection = tokio::time::timeout(PATIENCE, own.connect(address, ALPN))
            .await
            .map_err(|_elapsed| JoinError::Unreachable)?
            .map_err(|_error| JoinError::Unreachable)?;
        let granted = ask_over(&connection, code, name, role, &key, tell).await;
        let granted = granted.map_err(|error| if endpoint::was_refused(&connection) { REFUSAL } else { error });
        connection.close(0u32.into(), b"");
        granted
    };
    let granted = tokio::select! {
        granted = asking => granted,
        () = stop => Err(JoinError::Stopped),
    };
    own.close().await;
    granted
}

/// A device without invitations does not even listen to a secret.
const REFUSAL: JoinError = JoinError::Closed(Closed::Unknown);

async fn ask_over(
    connection: &Connection,
    code: &Code,
    name: &str,
    role: Option<Role>,
    key: &SecretKey,
    tell: impl FnOnce(Words),
) -> Result<Grant, JoinError> {
    let (mut send, mut receive) = patient(connection.open_bi()).await?.map_err(|_error| JoinError::BrokenOff)?;
    frame::write(&mut send, code.secret()).await?;
    let (offer, committed) = match patient(frame::read(&mut receive, MAX_MESSAGE)).await?? {
        Reply::Closed(closed) => return Err(JoinError::Closed(closed)),
        Reply::NobodyThere => return Err(JoinError::NobodyAnswered),
        Reply::Offer(offer, committed) => (offer, committed),
    };
    let (begun, founded) = match *offer {
        Offer::Municipality { region, code, name: of, today } => {
            let (identity, first) = begin(region, code, (of, today), name, key)?;
            (Ok(identity), Some(first))
        }
        Offer::Colleague { role } | Offer::Device { role } => (Err(role), None),
    };
    let invited = begun.as_ref().map_or_else(|role| *role, |identity| identity.person.role);
    let wanted = |invited| match role {
        Some(role) if role != invited => Err(JoinError::OtherRole(invited)),
        _ => Ok(()),
    };
    wanted(invited)?;
    // Made only now: nobody can have prepared for it.
    let application = Application { name: name.to_owned(), nonce: *random::<16>()?, founded };
    let application = encoding::encode(&application)?;
    frame::write_bytes(&mut send, &application).await?;
    let nonce = match patient(frame::read(&mut receive, MAX_MESSAGE)).await?? {
        Answer::Nonce(nonce) if commitment(&nonce) == committed => nonce,
        Answer::Closed(closed) => return Err(JoinError::Closed(closed)),
        _ => return Err(JoinError::Unsound),
    };
    tell(Words::of(code.inviter, key.device(), code.invitation(), &application, &nonce));
    // A little longer than the inviter waits, so that its word is heard.
    let answer = tokio::time::timeout(APPROVAL + PATIENCE, frame::read(&mut receive, MAX_MESSAGE));
    match answer.await.map_err(|_elapsed| JoinError::NobodyAnswered)?? {
        Answer::Granted(granted) => {
            let mut identity = match (begun, granted) {
                (Ok(identity), None) => identity,
                (Err(_), Some(granted)) => join(key, *granted)?,
                _ => return Err(JoinError::Unsound),
            };
            wanted(identity.person.role)?;
            identity.sponsor = Some(code.inviter);
            Ok(Grant { identity, inviter: code.inviter, addresses: code.addresses.clone() })
        }
        Answer::Declined => Err(JoinError::Declined),
        Answer::NobodyAnswered => Err(JoinError::NobodyAnswered),
        Answer::NotEnrolled => Err(JoinError::NotEnrolled),
        Answer::Closed(closed) => Err(JoinError::Closed(closed)),
        Answer::Nonce(_) => Err(JoinError::Unsound),
    }
}

/// Founds the municipality that the joiner was invited to begin.
fn begin(
    region: Founding,
    code: MunicipalityCode,
    (municipality_name, today): (String, Date),
    name: &str,
    key: &SecretKey,
) -> Result<(Identity, FirstDevice), JoinError> {
    if region.of != Founded::Region {
        return Err(JoinError::Unsound);
    }
    let founded = found_municipality(code, municipality_name)?;
    let id = PersonId::from_bytes(*random::<16>()?);
    let person = Person { id, name: name.to_owned(), role: Role::PolicyOfficer, term: Term::since(today) };
    let statement = public_enrolment(region.space()?, code, key.device(), &person);
    let enrolment = SignedStatement::sign(&statement, &founded.key)?;
    let first = FirstDevice { keys: founded.founding.keys, enrolment };
    let identity = Identity::new(key, (founded.founding, Some(founded.key)), (region, None), person);
    Ok((identity.with_second(Root::Municipality, &founded.second), first))
}

/// The identity of a new device in a municipality that there is.
fn join(key: &SecretKey, Granted { region, municipality, person }: Granted) -> Result<Identity, JoinError> {
    if region.of != Founded::Region || !matches!(municipality.of, Founded::Municipality(_)) {
        return Err(JoinError::Unsound);
    }
    Ok(Identity::new(key, (municipality, None), (region, None), person))
}
