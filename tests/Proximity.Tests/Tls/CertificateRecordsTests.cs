using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Proximity.Flows;
using Proximity.Tls;

namespace Proximity.Tests.Tls;

public sealed class CertificateRecordsTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CertificateRecords records = new();

    public void Dispose() => key.Dispose();

    [Fact]
    public void SameCertificateAgain_HasTheSameRecord()
    {
        using X509Certificate2 first = Make(1);
        using X509Certificate2 again = X509CertificateLoader.LoadCertificate(first.RawData);

        Assert.Same(Assert.Single(records.Of(first, null)), Assert.Single(records.Of(again, null)));
        Assert.Equal(1, records.Count);
    }

    [Fact]
    public void Chain_HasTheOwnFirst_EachOnce_AndAtMostEight()
    {
        using var chain = new X509Chain();
        X509Certificate2[] all = [.. Enumerable.Range(0, 12).Select(Make)];
        chain.ChainPolicy.ExtraStore.AddRange(all);

        IReadOnlyList<FlowCertificate> shown = records.Of(all[3], chain);

        Assert.Equal(["CN=3", "CN=0", "CN=1", "CN=2", "CN=4", "CN=5", "CN=6", "CN=7"], shown.Select(one => one.Subject));
        Array.ForEach(all, one => one.Dispose());
    }

    [Fact]
    public void NoCertificate_IsNone() => Assert.Empty(records.Of(null, null));

    [Fact]
    public void WhatTheProxyShows_IsReadOnceForEachContext()
    {
        using X509Certificate2 own = Make(1);
        var context = SslStreamCertificateContext.Create(own, null, offline: true);

        IReadOnlyList<FlowCertificate> shown = records.Of(context);

        Assert.Equal("CN=1", Assert.Single(shown).Subject);
        Assert.Same(shown, records.Of(context));
    }

    [Fact]
    public void ManyCertificates_AreForgottenAtTheBound()
    {
        for (int i = 0; i < 1100; i++)
        {
            using X509Certificate2 one = Make(i);
            records.Of(one, null);
            Assert.InRange(records.Count, 1, 1024);
        }
    }

    private X509Certificate2 Make(int number)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"CN={number}");
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(From, From.AddDays(1));
    }
}
