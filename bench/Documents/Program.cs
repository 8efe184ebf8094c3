using Onebox.Documents.Bench;
using Onebox.Documents.Bench.Ingestion;

// Pages a second for each format, on the tests' corpus or on a folder of your own:
//   dotnet run -c Release --project bench/Documents -- [FOLDER] [--ocr] [--seconds 2] [--json]
// Characters right and table cells in place, on files with what a person reads in them beside (*.expected):
//   dotnet run -c Release --project bench/Documents -- bars [FOLDER] [--ocr] [--only PART-OF-A-NAME] [--show] [--json]
// A thousand mixed files with poison among them through a real host, which is killed on the way, and its worker too:
//   dotnet run -c Release --project bench/Documents -- ingest --host onebox-host [--files 1000] [--poisoned 24] [--seed 1] [--parser-memory 512]
// Thousands of small files through a real host: adding, searching, watching:
//   dotnet run -c Release --project bench/Documents -- many --host onebox-host [--files 5000] [--changed 10] [--text ../shared/data/xquad.en.json]
return args switch
{
    ["bars", .. var rest] => await Bars.RunAsync(rest),
    ["ingest", .. var rest] => await IngestionBench.RunAsync(rest),
    ["many", .. var rest] => await ManyFilesBench.RunAsync(rest),
    _ => await Parsing.RunAsync(args),
};
