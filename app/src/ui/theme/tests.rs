//! Contrast and target sizes of every token, in all three sets.

use egui::Color32;

use super::*;

/// Text needs this much (WCAG 1.4.3).
const TEXT: f32 = 4.5;
/// Outlines, icons, rings and bars need this much (WCAG 1.4.11).
const CONTROL: f32 = 3.0;

fn text_pairs(p: &Palette) -> Vec<(String, Color32, Color32)> {
    let backgrounds =
        [("background", p.background), ("surface", p.surface), ("selected", p.selected), ("hover", p.hover)];
    let inks = [("ink", p.ink), ("muted", p.muted), ("primary", p.primary)];
    let mut pairs = Vec::new();
    for (ink_name, ink) in inks {
        for (name, fill) in backgrounds {
            pairs.push((format!("{ink_name} on {name}"), ink, fill));
        }
    }
    for tone in Tone::ALL {
        let colors = p.tone(tone);
        pairs.push((format!("{tone:?} on its fill"), colors.ink, colors.fill));
        pairs.push((format!("{tone:?} on surface"), colors.ink, p.surface));
        pairs.push((format!("{tone:?} on background"), colors.ink, p.background));
        pairs.push((format!("ink on {tone:?}"), p.ink, colors.fill));
        pairs.push((format!("muted on {tone:?}"), p.muted, colors.fill));
        pairs.push((format!("count on {tone:?}"), p.surface, colors.ink));
    }
    pairs.extend([
        ("on primary".into(), p.on_primary, p.primary),
        ("on primary hover".into(), p.on_primary, p.primary_hover),
        ("inserted".into(), p.ink, p.inserted),
        ("removed".into(), p.ink, p.removed),
        ("inserted mark".into(), p.region.ink, p.inserted),
        ("removed mark".into(), p.danger.ink, p.removed),
        ("matrix".into(), p.ink, p.filled_cell),
        ("selected text".into(), p.ink, p.text_selection),
    ]);
    pairs
}

fn control_pairs(p: &Palette) -> Vec<(&'static str, Color32, Color32)> {
    vec![
        ("border on surface", p.control_border, p.surface),
        ("border on background", p.control_border, p.background),
        ("focus on surface", p.focus, p.surface),
        ("focus on background", p.focus, p.background),
        ("focus on selected", p.focus, p.selected),
        ("focus on region", p.focus, p.region.fill),
        ("marker on selected", p.primary, p.selected),
        ("bar on its track", p.primary, p.line),
        ("danger border", p.danger.ink, p.surface),
    ]
}

#[test]
fn every_text_colour_is_readable_where_it_is_used() {
    for variant in Variant::ALL {
        for (name, ink, fill) in text_pairs(Theme::new(variant).palette()) {
            let ratio = contrast_ratio(ink, fill);
            assert!(ratio >= TEXT, "{variant:?}: {name} has only {ratio:.2}");
        }
    }
}

#[test]
fn controls_and_rings_stand_out() {
    for variant in Variant::ALL {
        let palette = Theme::new(variant).palette();
        for (name, ink, fill) in control_pairs(palette) {
            // White lines are tracks too in high contrast; the bar there is drawn with an outline.
            if palette.outlined && name == "bar on its track" {
                continue;
            }
            let ratio = contrast_ratio(ink, fill);
            assert!(ratio >= CONTROL, "{variant:?}: {name} has only {ratio:.2}");
        }
    }
}

#[test]
fn high_contrast_text_reaches_the_enhanced_level() {
    for (name, ink, fill) in text_pairs(Theme::new(Variant::HighContrast).palette()) {
        let ratio = contrast_ratio(ink, fill);
        assert!(ratio >= 7.0, "{name} has only {ratio:.2}");
    }
}

#[test]
fn the_ratio_is_that_of_wcag() {
    let ratio = contrast_ratio(Color32::BLACK, Color32::WHITE);
    assert!((ratio - 21.0).abs() < 0.01);
    let grey = contrast_ratio(Color32::from_rgb(0x76, 0x76, 0x76), Color32::WHITE);
    assert!((grey - 4.54).abs() < 0.01, "{grey}");
}

#[test]
fn nothing_to_click_is_smaller_than_a_target() {
    for height in [size::CONTROL, size::CONTROL_COMPACT, size::TABLE_ROW, size::TABLE_ROW_TALL, size::TABLE_HEADER] {
        assert!(height >= size::TARGET_MIN);
    }
}

#[test]
fn less_motion_stops_animation_and_blinking() {
    let ctx = egui::Context::default();
    let theme = Theme { variant: Variant::Dark, reduced_motion: true };
    theme.apply(&ctx);
    assert_eq!(Theme::of(&ctx), theme);
    let style = ctx.style_of(egui::Theme::Dark);
    assert!(style.animation_time <= 0.0);
    assert!(!style.visuals.text_cursor.blink);
}

#[test]
fn our_fonts_hold_every_character_the_screens_use() {
    let ctx = egui::Context::default();
    Theme::default().apply(&ctx);
    let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
        ui.fonts_mut(|fonts| {
            for style in Type::ALL {
                for glyph in "aZ09€éëïü–—…→←↑↓✓·“”‘’×½²§\u{a0}".chars() {
                    assert!(fonts.has_glyph(&style.font(), glyph), "{glyph} in {style:?}");
                }
            }
            for icon in crate::ui::Icon::ALL {
                assert!(fonts.has_glyph(&typography::icon_font(size::ICON), icon.glyph()));
            }
        });
    });
    output.textures_delta.clear();
}
