using System.Globalization;
using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Contract;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Worker.Requests;

/// <summary>Which LoRA adapters a request wants: its <c>adapter</c> field, else what follows the last colon of its model, else what its route asks for.</summary>
internal static class AdapterChoice
{
    private const int Most = 8;
    private const float MostScale = 10;

    public static AdapterSet Read(Fields fields, WorkerCall call)
    {
        if (fields.Value("adapter") is { } field) return FromField(fields, field, call);
        if (fields.Text("model") is { } model && model.LastIndexOf(':') is var colon and >= 0 && call.Model.Adapters.TryGetValue(model[(colon + 1)..], out var named))
            return new AdapterSet([(named, 1)]);
        if (call.Http.Request.Headers[WorkerHeaders.Adapter] is [{ Length: > 0 } header])
            return new AdapterSet([(Find(header, "adapter", call), 1)]);
        return AdapterSet.None;
    }

    private static AdapterSet FromField(Fields fields, JsonElement field, WorkerCall call)
    {
        switch (field.ValueKind)
        {
            case JsonValueKind.String:
                return field.GetString() is { Length: > 0 } name ? new AdapterSet([(Find(name, "adapter", call), 1)]) : AdapterSet.None;
            case JsonValueKind.Array:
                var members = fields.Objects("adapter");
                if (members.Count > Most) throw fields.Wrong("adapter", string.Create(CultureInfo.InvariantCulture, $"may name at most {Most} adapters."));
                var set = members.Select(m => (Find(m.RequiredText("name"), m.PathOf("name"), call), m.Number("scale", -MostScale, MostScale) ?? 1)).ToList();
                if (set.DistinctBy(m => m.Item1).Count() < set.Count) throw fields.Wrong("adapter", "names one adapter twice.");
                return new AdapterSet(set);
            default:
                throw fields.Wrong("adapter", "must be a name, or an array of objects with a name and a scale.");
        }
    }

    private static LlamaAdapter Find(string name, string field, WorkerCall call)
    {
        if (call.Model.Adapters.TryGetValue(name, out var adapter)) return adapter;
        var there = call.Model.Adapters.Count == 0 ? "this deployment has none" : $"there are: {string.Join(", ", call.Model.Adapters.Keys.Order(StringComparer.Ordinal))}";
        throw OpenAIErrors.Invalid($"There is no adapter '{name}'; {there}.", field);
    }
}
