using CsCheck;
using Onebox.Training.Contract;
using Onebox.Training.Running;

namespace Onebox.Training.Tests.Running;

public sealed class CurveTests
{
    [Fact]
    public void Curve_OfAnyLength_StaysShortAndKeepsTheMean() => Gen.Int[1, 5000].Sample(steps =>
    {
        var curve = new Curve("run", mostPoints: 64);
        for (var i = 1; i <= steps; i++) curve.Add(Step(i, loss: i), DateTimeOffset.UnixEpoch);
        Assert.InRange(curve.Points.Count, steps >= curve.StepsPerPoint ? 1 : 0, 65);
        var covered = curve.Points.Count == 0 ? 0 : curve.Points[^1].Step;
        Assert.InRange(steps - covered, 0, curve.StepsPerPoint - 1);
        if (curve.Points.Count > 1) Assert.Equal(curve.StepsPerPoint / 2.0 + 0.5, curve.Points[0].Loss, 6);
    }, iter: 60);

    [Fact]
    public void Take_AfterAResume_ReplacesTheStepsThatAreDoneAgain()
    {
        var curve = new Curve("run");
        for (var i = 1; i <= 10; i++) curve.Add(Step(i, 1), DateTimeOffset.UnixEpoch);
        Assert.Equal(10, curve.Take().Points.Count);
        curve.BeginAt(7);
        for (var i = 7; i <= 9; i++) curve.Add(Step(i, 2), DateTimeOffset.UnixEpoch);
        var (points, from) = curve.Take();
        Assert.Equal(7, from);
        Assert.Equal([7L, 8, 9], points.Select(p => p.Step));
        Assert.Empty(curve.Take().Points);
    }

    private static StepPart Step(long step, double loss) => new(step, 100, 0, loss, 1e-3, 1, 0.1, 64, step * 64, null, 0, 0, 0);
}
