using System.Runtime.InteropServices;

namespace Onebox.Documents.Ocr;

/// <summary>A rectangle that may lean: a line of text on a page.</summary>
/// <param name="X">Its middle, in pixels.</param>
/// <param name="Y">Its middle.</param>
/// <param name="Length">Along the writing.</param>
/// <param name="Thickness">Across the writing.</param>
/// <param name="Angle">Of the writing, in radians, clockwise; between -π/2 and π/2.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextBox(double X, double Y, double Length, double Thickness, double Angle)
{
    /// <summary>Turned about a point.</summary>
    public TextBox Turned(double radians, double aboutX, double aboutY, double toX, double toY)
    {
        var (sin, cos) = Math.SinCos(radians);
        var (dx, dy) = (X - aboutX, Y - aboutY);
        return this with { X = toX + (dx * cos) - (dy * sin), Y = toY + (dx * sin) + (dy * cos), Angle = Angle + radians };
    }
}
