using System.Text.Json;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

/// <summary>A collection's index while it is open, shared by all objects that speak for it. Gives keys that are not numbers one.</summary>
internal sealed class OpenCollection : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, long> _ids = [];
    private readonly Dictionary<Type, FilterRows> _rows = [];
    private readonly CollectionModel _model;
    private long _nextId = 1;

    public OpenCollection(string folder, VectorIndexOptions options, CollectionModel model)
    {
        _model = model;
        Index = VectorIndex.Open(folder, options);
        if (!HasNumberedKeys)
            Index.Visit((id, payload) =>
            {
                _ids[RecordPayload.Key(Parse(payload), model)] = id;
                _nextId = Math.Max(_nextId, id + 1);
            });
    }

    public VectorIndex Index { get; }

    private bool HasNumberedKeys => _model.KeyProperty.Type == typeof(int) || _model.KeyProperty.Type == typeof(long);

    public static JsonElement Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        return JsonElement.ParseValue(ref reader);
    }

    public long? Find(object key)
    {
        if (HasNumberedKeys)
            return Convert.ToInt64(key, System.Globalization.CultureInfo.InvariantCulture);
        lock (_gate)
            return _ids.TryGetValue(key, out var id) ? id : null;
    }

    public void Upsert(IEnumerable<(object Key, float[] Vector, byte[] Payload)> records)
    {
        lock (_gate)
        {
            var batch = new VectorBatch();
            var changed = new List<(long Id, object Key, byte[] Payload)>();
            foreach (var (key, vector, payload) in records)
            {
                var id = HasNumberedKeys ? Find(key)!.Value : _ids.TryGetValue(key, out var known) ? known : _nextId++;
                batch.Upsert(id, vector, payload);
                changed.Add((id, key, payload));
                if (!HasNumberedKeys)
                    _ids[key] = id;
            }

            Index.Apply(batch);
            foreach (var (id, _, payload) in changed)
                foreach (var rows in _rows.Values)
                    rows.Set(id, Parse(payload));
        }
    }

    public void Delete(IEnumerable<object> keys)
    {
        lock (_gate)
        {
            var batch = new VectorBatch();
            var known = keys.Select(key => (Key: key, Id: Find(key))).Where(static pair => pair.Id is not null).ToList();
            foreach (var (_, id) in known)
                batch.Delete(id!.Value);
            Index.Apply(batch);
            foreach (var (key, id) in known)
            {
                _ids.Remove(key);
                foreach (var rows in _rows.Values)
                    rows.Remove(id!.Value);
            }
        }
    }

    public long[] Matching<TRecord>(System.Linq.Expressions.Expression<Func<TRecord, bool>> filter, CollectionModel model)
        where TRecord : class
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(typeof(TRecord), out var rows))
            {
                rows = _rows[typeof(TRecord)] = new FilterRows<TRecord>(model);
                Index.Visit((id, payload) => rows.Set(id, Parse(payload)));
            }

            return ((FilterRows<TRecord>)rows).Matching(filter);
        }
    }

    public void Dispose() => Index.Dispose();
}
