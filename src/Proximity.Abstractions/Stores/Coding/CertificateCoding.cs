using Proximity.Flows;

namespace Proximity.Stores.Coding;

/// <summary>What certificates say; their DER form is not kept.</summary>
internal static class CertificateCoding
{
    public static void Write(ContentWriter writer, IReadOnlyList<FlowCertificate> certificates)
    {
        writer.Number((ulong)certificates.Count);
        foreach (FlowCertificate certificate in certificates)
        {
            Write(writer, certificate);
        }
    }

    public static FlowCertificate[] Read(ref ContentReader reader)
    {
        var certificates = new FlowCertificate[reader.Count()];
        for (int i = 0; i < certificates.Length; i++)
        {
            certificates[i] = new FlowCertificate(
                reader.Text(), reader.Text(), reader.Time(), reader.Time(), reader.Text(), reader.Text())
            {
                AlternativeNameCount = reader.Small(),
                AlternativeNames = ReadNames(ref reader),
            };
        }

        return certificates;
    }

    private static void Write(ContentWriter writer, FlowCertificate certificate)
    {
        writer.Text(certificate.Subject);
        writer.Text(certificate.Issuer);
        writer.Time(certificate.NotBefore);
        writer.Time(certificate.NotAfter);
        writer.Text(certificate.SerialNumber);
        writer.Text(certificate.Fingerprint);
        writer.Number(certificate.AlternativeNameCount);
        writer.Number((ulong)certificate.AlternativeNames.Count);
        foreach (string name in certificate.AlternativeNames)
        {
            writer.Text(name);
        }
    }

    private static string[] ReadNames(ref ContentReader reader)
    {
        string[] names = new string[reader.Count()];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = reader.Text();
        }

        return names;
    }
}
