namespace Onebox.Training.Exporting;

internal static class ConvertWeights
{
    public static void ToFolder(ExportPlan plan) => throw new NotSupportedException(plan.Target);

    public static void ToGguf(ExportPlan plan, string target) => throw new NotSupportedException(plan.Target + target);
}
