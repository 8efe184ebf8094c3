using CsCheck;
using Onebox.Documents.Ocr;

namespace Onebox.Documents.Tests.Ocr;

public sealed class MinAreaBoxTests
{
    [Fact]
    public void PointsOnALeaningRectangle_GiveItBack() =>
        Gen.Select(Gen.Double[60, 300], Gen.Double[10, 30], Gen.Double[-0.7, 0.7]).Sample((length, thickness, angle) =>
        {
            var (sin, cos) = Math.SinCos(angle);
            var points = new List<(double, double)>();
            for (var i = 0; i <= 40; i++)
                foreach (var (u, v) in ((double, double)[])[(((i / 40.0) - 0.5) * length, -thickness / 2), (((i / 40.0) - 0.5) * length, thickness / 2)])
                    points.Add((500 + (u * cos) - (v * sin), 400 + (u * sin) + (v * cos)));
            var box = MinAreaBox.Around(points);
            Assert.Equal(length, box.Length, 1.5);
            Assert.Equal(thickness, box.Thickness, 1.5);
            Assert.Equal(angle, box.Angle, 0.02);
        });

    /// <summary>Of a 4, whose core is a cross, the smallest rectangle stands on its corner.</summary>
    [Fact]
    public void PointsOfOneLetter_HaveAnUprightBox()
    {
        List<(double X, double Y)> cross = [(10, 0), (11, 0), (0, 9), (0, 10), (21, 9), (21, 10), (10, 21), (11, 21)];
        Assert.NotEqual(0, MinAreaBox.Around([.. cross]).Angle, 0.5);
        Assert.Equal(new TextBox(11, 11, 22, 22, 0), MinAreaBox.Upright(cross));
    }
}
