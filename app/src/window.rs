//! Opens the window: on this device's workspace, on the welcome screen, or on the example region.

mod desktop;
mod missing;
mod source;

use std::path::PathBuf;
use std::sync::Arc;

use deelbaar_sync::net::Listen;
use desktop::{Desktop, Opening};
use egui::ViewportBuilder;
use missing::MissingLibrary;

use crate::console::complain;
use crate::failure::Failure;
use crate::host::{Folder, runtime};
use crate::tr;
use crate::ui::preferences::Preferences;

/// `deelbaar`
pub fn open(folder: &Folder) -> Result<(), Failure> {
    show(folder, &Opening::Workspace)
}

/// `deelbaar demo`
pub fn open_demo(keep: Option<PathBuf>) -> Result<(), Failure> {
    let folder = Folder::resolve(None)?;
    show(&folder, &Opening::Demo(keep))
}

fn show(folder: &Folder, opening: &Opening) -> Result<(), Failure> {
    require_display()?;
    let runtime = Arc::new(runtime()?);
    let preferences = match directories::ProjectDirs::from("nl", "", "Deelbaar") {
        Some(dirs) => Preferences::load(&dirs.config_dir().join("preferences.json")),
        None => Preferences::default(),
    };
    let try_with = |renderer: eframe::Renderer| {
        let (runtime, preferences) = (Arc::clone(&runtime), preferences.clone());
        let (folder, opening) = (folder.clone(), opening.clone());
        let options = eframe::NativeOptions {
            viewport: ViewportBuilder::default()
                .with_title("Deelbaar")
                .with_app_id("deelbaar")
                .with_inner_size([1280.0, 800.0])
                .with_min_inner_size([480.0, 400.0]),
            renderer,
            ..eframe::NativeOptions::default()
        };
        missing::caught(|| {
            let create: eframe::AppCreator<'_> = Box::new(move |cc| {
                let desktop = Desktop::new(&cc.egui_ctx, runtime, Listen::Everywhere, folder, opening, preferences);
                Ok(Box::new(desktop))
            });
            eframe::run_native("deelbaar", options, create)
        })
    };
    match try_with(eframe::Renderer::Glow) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error @ (eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_)))) => {
            tracing::warn!("no window: {error}");
            let missing = missing::is_named_in(&error.to_string());
            return Err(Failure::Window(if missing { tr!("window-missing-library") } else { tr!("cli-no-window") }));
        }
        Ok(Err(error)) => {
            tracing::warn!("no window with OpenGL: {error}");
            complain(&tr!("window-other-renderer"));
        }
        Err(MissingLibrary) => return Err(Failure::Window(tr!("window-missing-library"))),
    }
    match try_with(eframe::Renderer::Wgpu) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(MissingLibrary) => Err(Failure::Window(tr!("window-missing-library"))),
    }
}

/// On Linux a window needs a display server.
fn require_display() -> Result<(), Failure> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set("WAYLAND_SOCKET") {
        return Err(Failure::Window(tr!("cli-no-window")));
    }
    Ok(())
}
