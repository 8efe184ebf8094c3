using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

/// <summary>What filters look at, kept in memory: each record's key and indexed properties. A filter becomes a set of keys that the index applies inside its search.</summary>
internal sealed class FilterRows<TRecord>(CollectionModel model) : FilterRows
    where TRecord : class
{
    private readonly Dictionary<long, TRecord> _rows = [];

    public override void Set(long id, JsonElement payload) => _rows[id] = RecordPayload.Read<TRecord>(payload, model, indexedOnly: true);

    public override void Remove(long id) => _rows.Remove(id);

    public long[] Matching(Expression<Func<TRecord, bool>> filter)
    {
        new FilterCheck(model, filter.Parameters[0]).Visit(filter.Body);
        var matches = filter.Compile();
        return [.. _rows.Where(row => matches(row.Value)).Select(static row => row.Key)];
    }

    /// <summary>A filter over a property that is not kept would quietly match nothing.</summary>
    private sealed class FilterCheck(CollectionModel model, ParameterExpression parameter) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression == parameter)
                Check(node.Member.Name);
            return base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Object == parameter && node.Method.Name == "get_Item")
                Check(Expression.Lambda(node.Arguments[0]).Compile().DynamicInvoke() as string ?? "");
            return base.VisitMethodCall(node);
        }

        private void Check(string name)
        {
            if (!model.PropertyMap.TryGetValue(name, out var property))
                throw new NotSupportedException($"The filter asks for {name}, which is no property of the collection.");
            if (property is not KeyPropertyModel and not DataPropertyModel { IsIndexed: true })
                throw new NotSupportedException($"The filter asks for {name}, which is not indexed. Set IsIndexed on it to filter by it.");
        }
    }
}

internal abstract class FilterRows
{
    public abstract void Set(long id, JsonElement payload);

    public abstract void Remove(long id);
}
