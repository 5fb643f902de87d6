//! The one place with colours, sizes and spacing. Nothing else in the app holds such a literal.
//!
//! A [`Theme`] is a variant (light, dark, high contrast) plus the wish for less motion. It is
//! stored in the egui context by [`Theme::apply`]; widgets read it back with [`Theme::of`].

use egui::{Context, Id};

mod contrast;
pub mod metrics;
mod palette;
mod style;
pub mod typography;

pub use contrast::contrast_ratio;
pub use metrics::{radius, size, space};
pub use palette::{Palette, Tone, ToneColors};
pub(crate) use style::margin;
pub use typography::Type;

/// Which set of colours is shown. All sets have the same names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Variant {
    /// Dark ink on a light page.
    #[default]
    Light,
    /// Light ink on a dark page.
    Dark,
    /// Black, white and saturated colours, with an outline around everything.
    HighContrast,
}

impl Variant {
    /// Every variant, in the order of the settings screen.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::HighContrast];
}

/// How the app looks right now. Small, so it is passed by value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    /// The set of colours.
    pub variant: Variant,
    /// No animation, no smooth scrolling, no blinking cursor.
    pub reduced_motion: bool,
}

impl Theme {
    /// A theme with normal motion.
    #[must_use]
    pub fn new(variant: Variant) -> Self {
        Self { variant, reduced_motion: false }
    }

    /// The colours of this theme.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        match self.variant {
            Variant::Light => &palette::LIGHT,
            Variant::Dark => &palette::DARK,
            Variant::HighContrast => &palette::HIGH_CONTRAST,
        }
    }

    /// The theme that [`Theme::apply`] stored in this context; light when none was.
    #[must_use]
    pub fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(Self::key())).unwrap_or_default()
    }

    /// Gives the context our fonts, text styles, colours and spacing. Cheap when nothing changed,
    /// so it may be called every frame. Zoom is set elsewhere.
    pub fn apply(self, ctx: &Context) {
        let before: Option<Self> = ctx.data(|data| data.get_temp(Self::key()));
        if before == Some(self) {
            return;
        }
        if before.is_none() {
            ctx.set_fonts(typography::fonts());
        }
        ctx.data_mut(|data| data.insert_temp(Self::key(), self));
        let egui_theme = match self.variant {
            Variant::Light => egui::Theme::Light,
            Variant::Dark | Variant::HighContrast => egui::Theme::Dark,
        };
        ctx.set_theme(egui_theme);
        ctx.set_style_of(egui_theme, style::style(self));
    }

    fn key() -> Id {
        Id::unique("deelbaar-theme")
    }
}

#[cfg(test)]
mod tests;
