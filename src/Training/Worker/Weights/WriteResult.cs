using Onebox.Training.Planning;
using Onebox.Training.Running;
using Onebox.Training.Worker.Rows;

namespace Onebox.Training.Worker.Weights;

internal static class WriteResult
{
    public static void Write(TrainingPlan plan, RunFolder folder, TrainedModel trained, TextFormat format, bool hasChat) => throw new NotSupportedException();
}
