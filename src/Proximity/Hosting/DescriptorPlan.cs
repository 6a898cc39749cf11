using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Proximity.Flows;
using Proximity.Protocol.Faults;
using Proximity.Wires;

namespace Proximity.Hosting;

/// <summary>
/// Finds out, before a proxy starts, how many descriptors it may use, and loads early what it could not load without one.
/// </summary>
internal static class DescriptorPlan
{
    /// <summary>
    /// With fewer descriptors, assemblies are loaded before the first client comes: a runtime that cannot open one ends the process.
    /// </summary>
    private const int FewDescriptors = 4096;

    /// <summary>
    /// What the runtime keeps for assemblies that are loaded late, one or two each: for HTTP/1, and for HTTP/2 behind interception.
    /// </summary>
    private const int ForLateAssemblies = 24;
    private const int ForAssembliesOfHttp2 = 72;

    /// <summary>False for a program that was compiled ahead of time.</summary>
    private static bool HasAssemblies => RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>The budget of a proxy that is about to start.</summary>
    /// <exception cref="ProxyStartException">The limit leaves no room for connections.</exception>
    public static DescriptorBudget Make(ProxyOptions options)
    {
        DescriptorBudget budget = DescriptorBudget.OfThisProcess();
        if (budget.Limit < FewDescriptors)
        {
            LoadEarly();
            budget = DescriptorBudget.OfThisProcess();
        }

        budget = budget with
        {
            ForAssemblies = !HasAssemblies ? 0 : options.Interception is null ? ForLateAssemblies : ForAssembliesOfHttp2,
        };
        return budget.IsEnough ? budget : throw new ProxyStartException(ErrorCodes.TooFewDescriptors, TooFew(budget));
    }

    private static string TooFew(DescriptorBudget budget) => string.Create(
        CultureInfo.InvariantCulture,
        $"A limit of {budget.Limit} open files leaves no room for connections; at least {budget.LeastLimit} are needed (ulimit -n).");

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "An assembly that was trimmed away is not needed.")]
    private static void LoadEarly()
    {
        if (!HasAssemblies)
        {
            return;
        }

        Assembly[] own = [typeof(DescriptorPlan).Assembly, typeof(Flow).Assembly, typeof(ErrorCodes).Assembly];
        foreach (AssemblyName reference in own.SelectMany(assembly => assembly.GetReferencedAssemblies()))
        {
            try
            {
                _ = Assembly.Load(reference);
            }
            catch (IOException)
            {
                // Trimmed away, or no descriptor is left even now: the start says so.
            }
        }
    }
}
