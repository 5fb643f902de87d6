//! Frames and messages. A frame is a length (u32, little-endian) and one encoded message.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use deelbaar_schema::encoding;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::Refused;
use crate::cli::Secret;

/// What both sides must agree on beside the version of the program.
const PROTOCOL: u16 = 1;
/// Longest frame.
const LONGEST: usize = 512 * 1024;
/// So much of a file or of output goes in one.
pub(super) const PART: usize = 128 * 1024;
/// An end that says nothing for so long is gone.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// How often each end says that it is still there.
pub(super) const BREATH: Duration = Duration::from_secs(10);

/// The first message: who comes, and for what.
#[derive(Serialize, Deserialize)]
pub(super) struct Hello {
    protocol: u16,
    version: String,
    pub(super) wants: Wants,
}

impl Hello {
    pub(super) fn new(wants: Wants) -> Self {
        Self { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned(), wants }
    }

    /// Whether it comes from a program that speaks as this one does.
    pub(super) fn is_ours(&self) -> bool {
        self.protocol == PROTOCOL && self.version == env!("CARGO_PKG_VERSION")
    }
}

#[derive(Serialize, Deserialize)]
pub(super) enum Wants {
    /// To run a command.
    Run(Run),
    /// That the workspace is closed until this connection ends.
    Place,
}

/// A command as it was given.
#[derive(Serialize, Deserialize)]
pub(super) struct Run {
    /// The command line, with the program's name.
    pub(super) args: Vec<OsString>,
    /// Where relative paths begin.
    pub(super) folder: OsString,
    /// Whether somebody can answer on standard input.
    pub(super) interactive: bool,
    /// The passphrases of which the environment names a file.
    pub(super) given: Vec<Secret>,
}

/// What the process with the terminal says after that.
#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    Alive,
    /// A part of what was asked to read.
    Part(ByteBuf),
    /// That was all of it.
    End,
    /// It cannot be read.
    Unreadable(String),
    Line(Option<String>),
    Secret(Result<Zeroizing<String>, NoSecret>),
}

/// Why there is no passphrase.
#[derive(Serialize, Deserialize)]
pub(super) enum NoSecret {
    /// Wrong use.
    Usage(String),
    /// The file cannot be read: which, and why.
    File(OsString, String),
}

/// What the process with the workspace says.
#[derive(Serialize, Deserialize)]
pub(super) enum Says {
    Refused(Refused),
    /// The command is being carried out.
    Begun,
    Alive,
    Out(String),
    Err(String),
    /// Asks for a file, or for standard input.
    Read(Option<OsString>),
    /// Asks for a line of standard input.
    Line,
    Secret {
        which: Secret,
        chosen: bool,
    },
    /// The command ended with this code.
    Exit(u8),
    /// The workspace is closed.
    Place,
}

/// Lets nobody wait for ever.
pub(super) fn impatient(stream: &UnixStream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))
}

pub(super) fn write(mut stream: &UnixStream, message: &impl Serialize) -> io::Result<()> {
    let encoded = Zeroizing::new(encoding::encode(message).map_err(|_error| io::ErrorKind::InvalidInput)?);
    let length = u32::try_from(encoded.len()).ok().filter(|_| encoded.len() <= LONGEST);
    stream.write_all(&length.ok_or(io::ErrorKind::InvalidInput)?.to_le_bytes())?;
    stream.write_all(&encoded)
}

pub(super) fn read<T: DeserializeOwned>(stream: &UnixStream) -> io::Result<T> {
    let until = Instant::now() + PATIENCE;
    let mut length = [0; 4];
    fill(stream, &mut length, until)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut encoded = Zeroizing::new(vec![0; length]);
    fill(stream, &mut encoded, until)?;
    encoding::decode(&encoded).map_err(|_error| io::ErrorKind::InvalidData.into())
}

/// Reads until full, also from an end that sends byte by byte, but not after `until`.
fn fill(mut stream: &UnixStream, mut into: &mut [u8], until: Instant) -> io::Result<()> {
    while !into.is_empty() {
        if Instant::now() >= until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match stream.read(into) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => into = &mut into[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What the search for bytes that break a decoder reaches.
#[cfg(test)]
pub(crate) mod fuzzed {
    use std::io::{self, Write as _};
    use std::os::unix::net::UnixStream;

    use deelbaar_schema::encoding;
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_bytes::ByteBuf;

    use super::{Answer, Hello, NoSecret, Run, Says, Wants, read};
    use crate::attach::Refused;
    use crate::cli::Secret;

    fn framed(message: &impl Serialize) -> Vec<u8> {
        let message = encoding::encode(message).unwrap();
        [&u32::try_from(message.len()).unwrap().to_le_bytes()[..], &message].concat()
    }

    /// Messages of both sides, as they travel.
    pub(crate) fn messages() -> Vec<Vec<u8>> {
        let args = vec!["deelbaar".into(), "sections".into()];
        let run = Run { args, folder: "/home/anna".into(), interactive: true, given: vec![Secret::New] };
        let part = ByteBuf::from(b"een deel".to_vec());
        vec![
            framed(&Hello::new(Wants::Run(run))),
            framed(&Hello::new(Wants::Place)),
            framed(&Answer::Part(part)),
            framed(&Answer::Line(Some("ja".into()))),
            framed(&Answer::Secret(Err(NoSecret::File("geheim".into(), "weg".into())))),
            framed(&Says::Refused(Refused::Busy)),
            framed(&Says::Out("Taal\n".into())),
            framed(&Says::Secret { which: Secret::Workspace, chosen: true }),
            framed(&Says::Exit(3)),
        ]
    }

    fn sent<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
        let (near, far) = UnixStream::pair().unwrap();
        std::thread::scope(|scope| {
            // More than fits on the way waits for whoever reads.
            scope.spawn(move || (&near).write_all(bytes).is_ok());
            read(&far)
        })
    }

    /// Reads such bytes as any message: those that fit in a small frame as they are; what is said about their length is tried
    /// in any case.
    pub(crate) fn is_message(bytes: &[u8]) -> bool {
        let message = bytes.get(4..).unwrap_or_default();
        let decodes = encoding::decode::<Answer>(message).is_ok() || encoding::decode::<Says>(message).is_ok();
        match sent::<Hello>(bytes) {
            Ok(hello) => {
                hello.is_ours();
                true
            }
            Err(_) => decodes,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(bytes: &[u8]) -> io::Result<Hello> {
        let (near, far) = UnixStream::pair().unwrap();
        (&near).write_all(bytes).unwrap();
        drop(near);
        read(&far)
    }

    #[test]
    fn what_is_written_is_read() {
        let (near, far) = UnixStream::pair().unwrap();
        let run =
            Run { args: vec!["deelbaar".into()], folder: "/".into(), interactive: true, given: vec![Secret::New] };
        write(&near, &Hello::new(Wants::Run(run))).unwrap();
        let hello: Hello = read(&far).unwrap();
        assert!(hello.is_ours());
        let Wants::Run(run) = hello.wants else { panic!("another wish") };
        assert_eq!((run.args, run.given), (vec![OsString::from("deelbaar")], vec![Secret::New]));
    }

    #[test]
    fn an_endless_message_is_not_waited_for_and_takes_no_memory() {
        assert_eq!(sent(&u32::MAX.to_le_bytes()).err().unwrap().kind(), io::ErrorKind::InvalidData);
        let (near, _far) = UnixStream::pair().unwrap();
        let long = Says::Out("x".repeat(LONGEST + 1));
        assert_eq!(write(&near, &long).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    proptest! {
        #[test]
        fn no_bytes_at_all_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            drop(sent(&bytes));
            let framed = [&u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], &bytes].concat();
            drop(sent(&framed));
        }
    }
}
