package io.github.torchrnn.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.nn.Expect;
import java.awt.Font;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WordsTest {

  private static final String BUNDLE = "io.github.torchrnn.plot.words";

  @AfterEach
  void goBackToEnglish() {
    Plots.locale(Locale.ENGLISH);
  }

  @Test
  void titlesAreInTheLanguageThatWasChosen() {
    assertEquals("Confusion", Words.of("confusion"));
    Plots.locale(Locale.CHINESE);
    boolean can = Fonts.canShow("损失轮次隐藏状态混淆矩阵");
    assertEquals(can ? "混淆矩阵" : "Confusion", Words.of("confusion"), "where a font has it");
    Plots.locale(Locale.SIMPLIFIED_CHINESE);
    assertEquals(can ? "损失" : "Loss", Words.of("loss"));
    Plots.locale(Locale.UK);
    assertEquals("Loss", Words.of("loss"));
  }

  @Test
  void aLanguageWithoutWordsIsRefused() {
    Expect.refusal(
        "pictures speak English (en) and Chinese (zh), not 'fr_FR'",
        () -> Plots.locale(Locale.FRANCE));
    assertEquals(
        "locale is null",
        assertThrows(NullPointerException.class, () -> Plots.locale(null)).getMessage());
  }

  @Test
  void theDefaultLocaleDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.CHINESE);
      Plots.locale(Locale.ENGLISH);
      assertEquals("Loss", Words.of("loss"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void bothLanguagesHaveTheSameWords() {
    ResourceBundle english = ResourceBundle.getBundle(BUNDLE, Locale.ROOT);
    ResourceBundle chinese = ResourceBundle.getBundle(BUNDLE, Locale.CHINESE);
    Map<String, String> dictionary = new HashMap<>();
    for (String key : english.keySet()) {
      String word = chinese.getString(key);
      String other = dictionary.put(english.getString(key), word);
      assertTrue(other == null || other.equals(word), "a caller's '%s' is both".formatted(key));
      assertFalse(word.equals(english.getString(key)), key + " is not translated");
      assertTrue(word.codePoints().allMatch(it -> it >= 0x4E00 && it < 0xA000), word);
    }
  }

  @Test
  void aFontShowsItsTextOrIsSansSerif() {
    for (String text : List.of("loss", "损失", "Größe \u2192 Ω", "\uDBFF\uDFFD")) {
      Font font = Fonts.of(text, Font.PLAIN, 12);
      boolean shows = font.canDisplayUpTo(text) < 0;
      assertEquals(Fonts.canShow(text), shows);
      assertTrue(shows || font.getFamily(Locale.ROOT).equals(sans().getFamily(Locale.ROOT)));
    }
    assertEquals(Font.SANS_SERIF, Fonts.of("loss", Font.BOLD, 12).getName());
  }

  private static Font sans() {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  }

  @Test
  void longTextsAreCut() {
    Font font = sans();
    String text = "a rather long label \uD83D\uDE00";
    for (int width = 40; width < 200; width += 3) {
      String cut = Canvas.shortened(text, font, width);
      assertTrue(Canvas.widest(List.of(cut), font) <= width, cut);
      assertTrue(cut.equals(text) || cut.endsWith("…"), cut);
      assertTrue(
          Arrays.stream(cut.codePoints().toArray()).noneMatch(it -> it > 0xD7FF && it < 0xE000),
          "no half of a character");
    }
  }
}
