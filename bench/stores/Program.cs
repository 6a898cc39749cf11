using System.CommandLine;
using Proximity.StoreBench;

return await new RootCommand("What the SQLite store costs, on this machine. Every command ends by itself and removes its files.")
{
    new WriterCommand(),
    new LatencyCommand(),
    new QueriesCommand(),
    new SortCommand(),
    new FirstPageCommand(),
    new ProxiedCommand(),
    new FillCommand(),
    new OriginCommand(),
}
    .Parse(args)
    .InvokeAsync();
