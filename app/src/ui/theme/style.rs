//! Our tokens in the shape of egui's own style, so that built-in widgets match.

use egui::style::{ScrollAnimation, ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, Margin, Shadow, Stroke, Style, Visuals, vec2};

use super::metrics::{motion, radius, size, space};
use super::typography::text_styles;
use super::{Palette, Theme, Variant};

/// Shadow of menus and dialogs.
const SHADOW_OFFSET: [i8; 2] = [0, 6];
const SHADOW_BLUR: u8 = 24;
/// How strong a scroll bar is at rest: ink at this opacity keeps a contrast of 3 on the page.
const QUIET_HANDLE: f32 = 0.55;
/// Room between the lines of text editors, so that they match `Type::line_height`.
const LINE_GAP: f32 = 3.0;
/// Disabled controls fade this far; they are exempt from contrast but stay legible.
const DISABLED_ALPHA: f32 = 0.6;

pub(super) fn style(theme: Theme) -> Style {
    let mut style = Style {
        text_styles: text_styles(),
        visuals: visuals(theme),
        animation_time: if theme.reduced_motion { 0.0 } else { motion::SHORT },
        ..Style::default()
    };
    if theme.reduced_motion {
        style.scroll_animation = ScrollAnimation::none();
    }
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(space::S, space::S);
    spacing.button_padding = vec2(size::FIELD_PADDING, space::XS);
    spacing.interact_size = vec2(size::CONTROL, size::CONTROL);
    spacing.icon_width = size::CHECK_BOX;
    spacing.icon_width_inner = size::RADIO_DOT;
    spacing.icon_spacing = space::S;
    spacing.extra_text_line_spacing = LINE_GAP;
    spacing.window_margin = Margin::same(margin(space::XL));
    spacing.menu_margin = Margin::same(margin(space::XS));
    spacing.menu_width = size::MENU_WIDTH;
    spacing.combo_width = size::FIELD_MIN_WIDTH;
    spacing.text_edit_width = size::TEXT_MAX_WIDTH;
    spacing.scroll = scroll(theme.palette().outlined);
    style
}

/// A token as a whole number of points, which egui's margins need.
#[expect(clippy::cast_possible_truncation, reason = "tokens are small whole numbers")]
pub(crate) fn margin(token: f32) -> i8 {
    token as i8
}

/// A bar beside the content, never over the text. It is quiet until it is pointed at, but always
/// has the contrast of a control.
fn scroll(high_contrast: bool) -> ScrollStyle {
    let quiet = if high_contrast { 1.0 } else { QUIET_HANDLE };
    let mut scroll = ScrollStyle {
        // Only a floating bar has opacities; reserving its width keeps it beside the text.
        floating: true,
        floating_width: space::S,
        floating_allocated_width: space::M,
        bar_width: space::S,
        handle_min_length: size::CONTROL,
        bar_inner_margin: space::XS,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        foreground_color: true,
        dormant_handle_opacity: quiet,
        active_handle_opacity: quiet,
        interact_handle_opacity: 1.0,
        ..ScrollStyle::solid()
    };
    if high_contrast {
        scroll.fade.strength = 0.0;
    }
    scroll
}

fn visuals(theme: Theme) -> Visuals {
    let p = theme.palette();
    let mut visuals = if theme.variant == Variant::Light { Visuals::light() } else { Visuals::dark() };
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(p.muted);
    visuals.widgets = widgets(p);
    visuals.selection = Selection { bg_fill: p.text_selection, stroke: Stroke::new(size::STROKE_STRONG, p.focus) };
    visuals.hyperlink_color = p.primary;
    visuals.faint_bg_color = p.hover;
    visuals.extreme_bg_color = p.background;
    visuals.text_edit_bg_color = Some(p.surface);
    visuals.code_bg_color = p.hover;
    visuals.warn_fg_color = p.warning.ink;
    visuals.error_fg_color = p.danger.ink;
    visuals.window_corner_radius = CornerRadius::same(radius::CARD);
    visuals.menu_corner_radius = CornerRadius::same(radius::CONTROL);
    visuals.window_shadow = shadow(p);
    visuals.popup_shadow = shadow(p);
    visuals.window_fill = p.surface;
    visuals.window_stroke = Stroke::new(size::STROKE, p.line);
    visuals.panel_fill = p.background;
    visuals.disabled_alpha = DISABLED_ALPHA;
    visuals.text_cursor.stroke = Stroke::new(size::STROKE_STRONG, p.ink);
    visuals.text_cursor.blink = !theme.reduced_motion;
    visuals.interact_cursor = Some(egui::CursorIcon::PointingHand);
    visuals
}

fn shadow(p: &Palette) -> Shadow {
    Shadow { offset: SHADOW_OFFSET, blur: SHADOW_BLUR, spread: 0, color: p.shadow }
}

fn widgets(p: &Palette) -> Widgets {
    let state = |fill: Color32, border: Stroke, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: border,
        corner_radius: CornerRadius::same(radius::CONTROL),
        fg_stroke: Stroke::new(size::STROKE, ink),
        expansion: 0.0,
    };
    let border = Stroke::new(size::STROKE, p.control_border);
    let strong = Stroke::new(size::STROKE, p.ink);
    Widgets {
        noninteractive: state(p.surface, Stroke::new(size::STROKE, p.line), p.ink),
        inactive: state(p.surface, border, p.ink),
        hovered: state(p.hover, strong, p.ink),
        active: state(p.selected, strong, p.ink),
        open: state(p.selected, strong, p.ink),
    }
}
