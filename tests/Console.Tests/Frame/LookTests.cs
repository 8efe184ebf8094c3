using System.Globalization;
using MudBlazor;
using MudBlazor.Utilities;
using Onebox.Console.Frame;

namespace Onebox.Console.Tests.Frame;

/// <summary>Text can be read on its ground in both modes: WCAG 2.2, 1.4.3 asks for 4.5 to 1.</summary>
public sealed class LookTests
{
    [Fact]
    public void Palettes_OfBothModes_HaveContrast()
    {
        foreach (Palette palette in new Palette[] { Look.Theme.PaletteLight, Look.Theme.PaletteDark })
        {
            foreach (var ground in new[] { palette.Background, palette.Surface })
            {
                foreach (var (name, text) in new[]
                {
                    ("text", palette.TextPrimary), ("secondary text", palette.TextSecondary), ("primary", palette.Primary),
                    ("success", palette.Success), ("warning", palette.Warning), ("error", palette.Error), ("info", palette.Info),
                })
                {
                    var contrast = Contrast(text, ground);
                    Assert.True(contrast >= 4.5, string.Create(CultureInfo.InvariantCulture, $"{name} {text} on {ground} has {contrast:0.0} to 1"));
                }
            }

            Assert.True(Contrast(palette.PrimaryContrastText, palette.Primary) >= 4.5);
        }
    }

    private static double Contrast(MudColor one, MudColor other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(MudColor color) => (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));

    private static double Linear(byte channel)
    {
        var c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
