using System.CommandLine;
using System.Globalization;
using Onebox.Weights;

// Writes a GGUF with random weights, for benches that need a model of a known size.
var architecture = new Option<string>("--architecture") { Description = "llama, qwen2 or qwen3", DefaultValueFactory = _ => "llama" };
var parameters = new Option<string>("--parameters") { Description = "The size of a ready shape", Required = true };
var type = new Option<string>("--type") { Description = "f32, f16, bf16 or q8_0", DefaultValueFactory = _ => "q8_0" };
var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same bytes", DefaultValueFactory = _ => 1 };
var file = new Option<FileInfo>("--out") { Description = "The file to write; overwritten when it is there", Required = true };
var command = new RootCommand($"Writes a model with random weights. Shapes: {string.Join(", ", SyntheticShapes.All.Select(s => $"{s.Architecture} {s.Name}"))}.")
{
    architecture, parameters, type, seed, file,
};
command.SetAction(arguments =>
{
    var shape = SyntheticShapes.Find(arguments.GetRequiredValue(architecture), arguments.GetRequiredValue(parameters));
    var elements = SyntheticModel.Types.FirstOrDefault(t => t.Name.Equals(arguments.GetRequiredValue(type), StringComparison.OrdinalIgnoreCase));
    if (shape is null || elements is null)
    {
        Console.Error.WriteLine("There is no such shape or type: see --help.");
        return 2;
    }
    var path = arguments.GetRequiredValue(file).FullName;
    var started = TimeProvider.System.GetTimestamp();
    using (var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
    {
        SyntheticModel.WriteGguf(output, shape, elements, arguments.GetRequiredValue(seed));
    }
    var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{path}: {shape.Parameters:N0} parameters, {new FileInfo(path).Length:N0} bytes, {seconds:F1} s"));
    return 0;
});
return command.Parse(args).Invoke();
