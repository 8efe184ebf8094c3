using System.Runtime.InteropServices;

namespace Onebox.Documents.Layout;

/// <summary>One character, or one line that OCR read, where it stands.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Area">Its place, from ascender to descender.</param>
/// <param name="Baseline">From the page's top.</param>
/// <param name="Size">The font's size in points.</param>
/// <param name="Bold">By the font's name or weight.</param>
/// <param name="Mono">All characters of its font are as wide.</param>
/// <param name="Confidence">Of OCR; null for text.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Glyph(string Text, Area Area, double Baseline, double Size, bool Bold, bool Mono, double? Confidence = null);
