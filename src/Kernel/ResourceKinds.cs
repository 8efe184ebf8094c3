namespace Onebox.Kernel;

/// <summary>The id prefix of every kind of resource. One id space, one graph, one search.</summary>
public static class ResourceKinds
{
    public const string Node = "nod";
    public const string Device = "dev";
    public const string Lease = "lse";
    public const string Task = "tsk";
    public const string Worker = "wrk";
    public const string Model = "mdl";
    public const string Upload = "upl";
    public const string Dataset = "dst";
    public const string DatasetVersion = "dsv";
    public const string Deployment = "dep";
    public const string KnowledgeBase = "kbs";
    public const string Document = "doc";
    public const string Replica = "rep";
    public const string Route = "rte";
    public const string Engine = "eng";
    public const string Request = "req";
    public const string TrainingRun = "run";
    public const string User = "usr";
    public const string Key = "key";
    public const string Evaluation = "evl";
    public const string Promotion = "prm";
    public const string Prediction = "prd";
    public const string AuditEntry = "aud";
}
