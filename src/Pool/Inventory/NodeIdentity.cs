using System.Text;
using Onebox.Kernel;
using Onebox.Kernel.Files;

namespace Onebox.Pool.Inventory;

/// <summary>This machine's id as a node: in the data folder's file <c>node</c>, so that it lasts as long as the box.</summary>
internal sealed class NodeIdentity(DataFolder data, Ids ids)
{
    private readonly Lazy<string> _id = new(() => ReadOrMake(data, ids));

    public string Id => _id.Value;

    public string Name { get; } = Environment.MachineName;

    private static string ReadOrMake(DataFolder data, Ids ids)
    {
        var path = Path.Combine(data.Path, "node");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is var known && Ids.Is(known, ResourceKinds.Node)) return known;
        var made = ids.New(ResourceKinds.Node);
        var temp = path + ".tmp";
        File.WriteAllBytes(temp, Encoding.ASCII.GetBytes(made + "\n"));
        DurableFile.Move(temp, path);
        return made;
    }
}
