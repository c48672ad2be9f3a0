package io.wxomedia.preview;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadReferences;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which payload is the last preview of a call under way. Thread-safe.
 */
class PreviewTable implements PayloadReferences {

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	PreviewTable(JdbcClient jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	Optional<Preview> find(JobId job, int item) {
		return this.jdbc.sql("select number, payload from preview where job_id = :job and item = :item")
			.param("job", job.value())
			.param("item", item)
			.query((row, index) -> new Preview(row.getInt("number"),
					new PayloadId(row.getObject("payload", UUID.class))))
			.optional();
	}

	/**
	 * Write down a preview in place of the one before. The caller holds the job's row.
	 */
	void put(JobId job, int item, int number, PayloadId picture) {
		this.jdbc.sql("delete from preview where job_id = :job and item = :item")
			.param("job", job.value())
			.param("item", item)
			.update();
		this.jdbc.sql("insert into preview (job_id, item, number, payload) values (:job, :item, :number, :payload)")
			.param("job", job.value())
			.param("item", item)
			.param("number", number)
			.param("payload", picture.value())
			.update();
	}

	Optional<PayloadId> remove(JobId job, int item) {
		return this.transactions.execute((status) -> {
			Optional<PayloadId> picture = find(job, item).map(Preview::picture);
			picture.ifPresent((found) -> this.jdbc
				.sql("delete from preview where job_id = :job and item = :item and payload = :payload")
				.param("job", job.value())
				.param("item", item)
				.param("payload", found.value())
				.update());
			return picture;
		});
	}

	List<PayloadId> remove(JobId job) {
		return this.transactions.execute((status) -> {
			List<PayloadId> pictures = this.jdbc.sql("select payload from preview where job_id = :job")
				.param("job", job.value())
				.query(UUID.class)
				.list()
				.stream()
				.map(PayloadId::new)
				.toList();
			this.jdbc.sql("delete from preview where job_id = :job").param("job", job.value()).update();
			return pictures;
		});
	}

	@Override
	public Set<PayloadId> inUse() {
		Set<PayloadId> named = new HashSet<>();
		this.jdbc.sql("select payload from preview")
			.query(UUID.class)
			.list()
			.forEach((payload) -> named.add(new PayloadId(payload)));
		return named;
	}

	/**
	 * The last preview of a call.
	 *
	 * @param number how many there were, it included
	 * @param picture the payload that holds it
	 */
	record Preview(int number, PayloadId picture) {

	}

}
