package io.wxomedia;

import java.time.Instant;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.wxomedia.job.JobLife;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for conventions that the compiler cannot check.
 */
class ArchitectureTests {

	private static final JavaClasses classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackagesOf(MediaApplication.class);

	private static final HouseRules house = HouseRules.read();

	@Test
	void noModuleHasMoreThanFortyFiles() {
		assertThat(house.modulesOver(40)).isEmpty();
	}

	@Test
	void noClassHasMoreThanThreeHundredLines() {
		assertThat(house.classesOver(300)).isEmpty();
	}

	@Test
	void eachTableIsNamedInTheSqlOfOneModule() {
		assertThat(house.sharedTables()).isEmpty();
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.wxomedia.(**)").should().beFreeOfCycles().check(classes);
	}

	/**
	 * Beans are named by their classes alone: two of one name end the start, and where
	 * one of them depends on a setting they end it only with that setting.
	 */
	@Test
	void namesOfBeansAreUnique() {
		assertThat(classes.stream()
			.filter((type) -> type.isMetaAnnotatedWith(Component.class))
			.map(JavaClass::getSimpleName)).doesNotHaveDuplicates();
	}

	@Test
	void beansAreNotPublic() {
		noClasses().that()
			.areMetaAnnotatedWith(Component.class)
			.and()
			.doNotHaveSimpleName("MediaApplication")
			.should()
			.bePublic()
			.because("other modules use the interface or the event, never the bean class")
			.check(classes);
	}

	@Test
	void timeComesFromAClock() {
		noClasses().should()
			.accessTargetWhere(targetOwner(type(Instant.class)).and(target(name("now"))))
			.orShould()
			.accessTargetWhere(targetOwner(type(System.class)).and(target(name("currentTimeMillis"))))
			.orShould()
			.accessTargetWhere(targetOwner(type(Thread.class)).and(target(name("sleep"))))
			.because("tests must be able to move time; inject java.time.Clock")
			.check(classes);
	}

	@Test
	void dependenciesAreConstructorArguments() {
		noFields().should().beAnnotatedWith(Autowired.class).allowEmptyShould(true).check(classes);
	}

	@Test
	void namesDescribeRoles() {
		noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto|DTO)").check(classes);
	}

	@Test
	void onlyStorageKnowsS3() {
		onlyKnows("..storage..", "software.amazon.awssdk..");
	}

	@Test
	void onlyOpenAiKnowsItsSdk() {
		onlyKnows("..openai..", "com.openai..");
	}

	@Test
	void onlyProviderKnowsItsCircuitBreaker() {
		onlyKnows("..provider..", "io.github.resilience4j..");
	}

	@Test
	void onlyQueueKnowsDbScheduler() {
		onlyKnows("..queue..", "com.github.kagkarlsson..");
	}

	@Test
	void onlyExchangeKnowsItsHttpClient() {
		onlyKnows("..exchange..", "org.apache.hc..");
	}

	@Test
	void onlyPictureKnowsImageLibraries() {
		onlyKnows("..picture..", "com.twelvemonkeys..");
	}

	@Test
	void onlyWorkersAndSubmissionsChangeJobs() {
		noClasses().that()
			.resideOutsideOfPackages("..job..", "..worker..", "..submission..")
			.should()
			.dependOnClassesThat(belongToAnyOf(JobLife.class))
			.because("a job's life is told in one place")
			.check(classes);
	}

	private static void onlyKnows(String module, String library) {
		noClasses().that()
			.resideOutsideOfPackage(module)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library)
			.check(classes);
	}

}
