//! Where the socket is, and who sits at its other end.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

const NAME: &str = "control";
/// The longest path of a socket that all systems take (macOS: 104 with the zero at its end).
const LONGEST: usize = 100;

/// The path of the socket in `dir`, in a form that is short enough. The file must stay open while the path is used.
struct Socket {
    path: PathBuf,
    _folder: Option<File>,
}

impl Socket {
    fn of(dir: &Path) -> io::Result<Self> {
        let path = dir.join(NAME);
        if path.as_os_str().len() <= LONGEST {
            return Ok(Self { path, _folder: None });
        }
        // A longer path is reached through the open folder, where the system can do that.
        if cfg!(target_os = "linux") {
            use std::os::fd::AsRawFd as _;
            let folder = File::open(dir)?;
            let path = PathBuf::from(format!("/proc/self/fd/{}/{NAME}", folder.as_raw_fd()));
            return Ok(Self { path, _folder: Some(folder) });
        }
        Err(io::ErrorKind::InvalidFilename.into())
    }
}

/// Listens in `dir`, of which this process holds the lock: a socket that is there was left behind.
pub(super) fn listen(dir: &Path) -> io::Result<UnixListener> {
    remove(dir);
    let socket = Socket::of(dir)?;
    let listener = UnixListener::bind(&socket.path)?;
    // The folder is closed to others already.
    fs::set_permissions(&socket.path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Removes the socket; one that is not there is fine.
pub(super) fn remove(dir: &Path) {
    match fs::remove_file(dir.join(NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(kind = ?error.kind(), "the socket for other commands could not be removed");
        }
        _ => {}
    }
}

/// Connects with whoever listens in `dir`; `None` when nobody does.
pub(super) async fn connect(dir: &Path) -> io::Result<Option<UnixStream>> {
    use io::ErrorKind::{ConnectionRefused, InvalidFilename, NotADirectory, NotFound, PermissionDenied};
    let connected = match Socket::of(dir) {
        Ok(socket) => UnixStream::connect(&socket.path).await,
        Err(error) => Err(error),
    };
    match connected {
        Ok(stream) => Ok(Some(stream)),
        // A socket without a listener was left behind by a kill. Where the folder is closed to this user, opening it says so.
        Err(error)
            if matches!(
                error.kind(),
                ConnectionRefused | NotFound | NotADirectory | InvalidFilename | PermissionDenied
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether the process at the other end belongs to the same user.
pub(super) fn is_own(stream: &UnixStream) -> bool {
    let own = || Ok::<_, io::Error>(UnixStream::pair()?.0.peer_cred()?.uid() == stream.peer_cred()?.uid());
    own().unwrap_or(false)
}
