using System.Globalization;
using Onebox.Api.Training;

namespace Onebox.Console.Training;

/// <summary>Figures of runs as people read them.</summary>
internal static class RunWords
{
    public static string State(TrainingRunInfo run) => run.Pausing ? "pausing" : run.State switch
    {
        TrainingState.Finished => "succeeded",
        TrainingState.Finishing => "finishing",
        _ => run.State.ToString(),
    };

    public static string Loss(double? loss) => loss?.ToString("0.0000", CultureInfo.CurrentCulture) ?? "–";

    public static string Small(double? number) => number is 0 ? "0" : number?.ToString("0.##e0", CultureInfo.CurrentCulture) ?? "–";

    public static string Share(double? share) => share?.ToString("P1", CultureInfo.CurrentCulture) ?? "–";
}
