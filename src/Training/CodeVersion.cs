using System.Reflection;

namespace Onebox.Training;

/// <summary>The version of this code, for lineage: with the commit where the build knows it.</summary>
internal static class CodeVersion
{
    public static string Text { get; } = typeof(CodeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
