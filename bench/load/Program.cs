using System.CommandLine;
using Proximity.Load;

var program = new Option<string?>("--program") { Description = "The proxy program to start; default: the one built from this source, of the same configuration." };
var minutes = new Option<double>("--minutes") { Description = "How long the traffic lasts.", DefaultValueFactory = _ => 10 };
var clients = new Option<int>("--clients") { Description = "How many clients make requests at a time.", DefaultValueFactory = _ => 32 };
var seed = new Option<int>("--seed") { Description = "What the random choices begin with.", DefaultValueFactory = _ => 1 };
var soak = new Command("soak", "Mixed traffic with aborts; memory and descriptors at the end as at the start.") { program, minutes, clients, seed };
soak.SetAction(async (line, _) => await Soak.RunAsync(line.GetValue(program), TimeSpan.FromMinutes(line.GetValue(minutes)), line.GetValue(clients), line.GetValue(seed)));

// Interrupted, it still ends what it started.
return await new RootCommand("Loads for a proxy on this machine's loopback. Every one ends by itself.") { new CompareCommand(), soak }
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
