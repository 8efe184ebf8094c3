namespace Onebox.Testing;

/// <summary>The checkout that the tests run from.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>The host in its own output folder, built as the running test was: <c>src/Host/bin/Debug/net10.0/onebox-host</c>.</summary>
    public static string HostProgram
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Root, "src", "Host", "bin", output.Parent!.Name, output.Name, "onebox-host");
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Onebox.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not run from a checkout of the repository.");
    }
}
