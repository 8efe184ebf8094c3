using System.Runtime.CompilerServices;

namespace Onebox.Models.Tests;

internal static class Setup
{
    /// <summary>Tests that speak to torch before a model does need it loaded.</summary>
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.Load(threads: 1);
}
