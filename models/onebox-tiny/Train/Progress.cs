using System.Globalization;
using Onebox.Models.Loop;

namespace Onebox.TinyTrain;

/// <summary>Prints a line every so many steps, and moves the end of the run when a file named <c>end</c> in the run's folder says so (tokens cannot be foretold on a shared machine; the decay can).</summary>
internal sealed class Progress(string folder, int every) : ITrainingObserver
{
    private double _loss;
    private int _steps;

    public TrainingRun? Run { get; set; }

    public void On(TrainingEvent happened)
    {
        switch (happened)
        {
            case StepFinished step:
                _loss += step.Loss;
                if (++_steps == every)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Step}/{step.TotalSteps} tokens {step.Tokens} loss {_loss / _steps:F4} norm {step.GradientNorm:F2} rate {step.LearningRate:E2} {step.TokensPerSecond:F0} tok/s util {step.ModelFlopUtilization:F2} stall {step.CheckpointStall.TotalMilliseconds:F0} ms left {step.Remaining:hh\\:mm\\:ss}"));
                    (_loss, _steps) = (0, 0);
                    if (File.Exists(Path.Combine(folder, "end")) && long.TryParse(File.ReadAllText(Path.Combine(folder, "end")), CultureInfo.InvariantCulture, out var end) && end != step.TotalSteps)
                        Run?.ChangeEnd(end);
                }

                break;
            default:
                Console.WriteLine(happened);
                break;
        }
    }
}
